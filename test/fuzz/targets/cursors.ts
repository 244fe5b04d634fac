/** Cursors and the words that stand for places: made by us, sent back by anybody. */

import { parseTaskId } from '../../../src/kernel/index.ts';
import {
  decodeCursor,
  encodeCursor,
  isPosition,
  isText,
  shaped,
} from '../../../src/server/cursor.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { changeText } from '../draw/text.ts';
import { changeTree, writeJson } from '../draw/tree.ts';
import { ODD_NUMBERS, ODD_TEXTS } from '../draw/words.ts';
import type { Target, Witness } from '../target.ts';

const SHAPES = {
  instances: shaped<Record<string, string | number>>({ startedAtMs: 'number', instance: 'string' }),
  tasks: shaped<Record<string, string | number>>({ openedAtMs: 'number', id: 'string' }),
  notices: shaped<Record<string, string | number>>({ atMs: 'number', instance: 'string' }),
  flows: isText,
  audit: isPosition,
} as const;

const POSITIONS: readonly unknown[] = [
  { startedAtMs: 1_760_000_000_000, instance: 'a-b_c9' },
  { openedAtMs: 0, id: 'a-b_c9.1.2' },
  { atMs: -1, instance: '' },
  'expense-claim',
  17,
];

const CHANGE = {
  words: [...ODD_TEXTS, ...ODD_NUMBERS],
  donors: ['aGVsbG8', '.1.2'],
  charsMax: 500,
};

function draw(chance: Chance): string {
  const kind = chance.below(10);
  const position = chance.pick(POSITIONS);
  if (kind < 2) return encodeCursor(position);
  if (kind < 6) {
    const json = writeJson(chance, changeTree(chance, position, POSITIONS, 2));
    return Buffer.from(json).toString(chance.pick(['base64url', 'base64']));
  }
  if (kind < 8) return changeText(chance, encodeCursor(position), CHANGE, 3);
  return changeText(chance, 'f3a-9_Z.12.3', CHANGE, 3);
}

function hold(cursor: string, witness: Witness): void {
  for (const [name, isShaped] of Object.entries(SHAPES)) {
    const decoded = decodeCursor(cursor, isShaped as (value: unknown) => value is object);
    if (decoded === 'invalid') continue;
    witness.holds('what is decoded has the shape', isShaped(decoded), () => name);
    const text = JSON.stringify(decoded);
    const isStorable =
      !text.includes('\\u0000') && !/e\+|\d\.\d/.test(text.replace(/"[^"]*"/g, ''));
    witness.holds('what is decoded can be stored', isStorable, () => `${name} ${text}`);
    const again = decodeCursor(
      encodeCursor(decoded),
      isShaped as (value: unknown) => value is object,
    );
    witness.holds('a cursor gives back what went in', JSON.stringify(again) === text, () => text);
  }
  const place = parseTaskId(cursor);
  if (!place) return;
  const { instance, visit, seat } = place;
  const isSame = `${instance}.${visit}.${seat}` === cursor;
  witness.holds('the id of a task has one spelling', isSame, () => JSON.stringify(place));
}

/** Cursors of lists, and ids of tasks. */
export const cursors: Target = {
  name: 'cursors',
  share: 299.7,
  cpuMsMax: 400,
  life: Number.POSITIVE_INFINITY,
  shape: 'text',
  properties: [
    'what is decoded has the shape',
    'what is decoded can be stored',
    'a cursor gives back what went in',
    'the id of a task has one spelling',
  ],
  open: () => ({ draw, hold }),
};
