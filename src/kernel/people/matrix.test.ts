import { describe, expect, test } from 'vitest';
import { approval, flow, Play, people } from '../../testing/index.ts';
import type { Matrix } from '../index.ts';
import { explain } from '../index.ts';

const MATRIX: Matrix = {
  kind: 'matrix',
  inputs: { amount: 'form.amount', department: 'initiator.department' },
  rows: [
    { when: { amount: '< 100.0' }, ask: people('max').of },
    { when: { amount: '[100.0..1000.0)', department: '"office"' }, ask: people('fay', 'finn').of },
    {
      when: { amount: '>= 1000.0', department: 'in ["office"]' },
      if: 'form.note == "big"',
      ask: people('ceo').of,
    },
  ],
};

function begun(form: object, matrix: Matrix = MATRIX): Play {
  const step = approval('a', 'x', { ask: { of: [matrix] }, ballot: { kind: 'all' } });
  const play = new Play(flow([step]));
  play.start('emma', { note: '', ...form });
  return play;
}

describe('R3.1 an authority matrix', () => {
  test('R3.1 asks whom the row names that holds, and explain names the row', () => {
    const small = begun({ amount: 99.99 });
    expect(small.asked()).toEqual(['a:max']);
    const middle = begun({ amount: 100 });
    expect(middle.asked()).toEqual(['a:fay', 'a:finn']);
    expect(explain(middle.events)[0]?.people?.[0]).toMatchObject({ rule: 'row 2 of the matrix' });
    expect(begun({ amount: 1_000, note: 'big' }).asked()).toEqual(['a:ceo']);
  });
  test('R3.1 R3.4 where no row holds, otherwise is asked, else the empty policy holds', () => {
    const none = begun({ amount: 1_000 });
    expect(none.asked()).toEqual(['a:ada']);
    expect(none.last('VisitOpened').trace?.people?.[0]?.rule).toBe('no row of the matrix');
    const other = begun({ amount: 1_000 }, { ...MATRIX, otherwise: people('leo').of });
    expect(other.asked()).toEqual(['a:leo']);
  });
  test('R2.3 an input that cannot be read is an incident', () => {
    const play = new Play(flow([approval('a', 'x', { ask: { of: [MATRIX] } })]));
    play.start('emma');
    expect(play.visit('a').status).toBe('incident');
  });
});
