import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../protocol/index.ts';
import { earlierFiles } from './versions.ts';

const [a, b, c] = ['a', 'b', 'c'].map((sign) => `${sign.repeat(64)}/quote.pdf`);

function entry(atMs: number, event: object): JournalEntry {
  return { firstSeq: atMs, lastSeq: atMs, atMs, events: [event] } as unknown as JournalEntry;
}

test('I10 the files that a field named before come with the moment at which they went', () => {
  const journal = [
    entry(1, { type: 'InstanceStarted', form: { quotes: [a, 'on paper'], item: 'x' } }),
    entry(2, { type: 'FormChanged', form: { item: 'y' } }),
    entry(3, { type: 'FormChanged', form: { quotes: [b] } }),
    entry(4, { type: 'FormChanged', form: { quotes: [c] } }),
  ];
  expect(earlierFiles(journal, 'quotes')).toEqual([
    { value: b, untilMs: 4 },
    { value: a, untilMs: 3 },
  ]);
  expect(earlierFiles(journal, 'item')).toEqual([]);
});
