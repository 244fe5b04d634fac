import { expect, test } from 'vitest';
import { match } from './match.ts';

test('an address fits a pattern with its parameters, of which some may be missing', () => {
  const inbox = '/inbox/:view?/:task?';
  expect(match(inbox, '/inbox')).toEqual({});
  expect(match(inbox, '/inbox/mine/')).toEqual({ view: 'mine' });
  expect(match(inbox, '/inbox/mine/a%2Fb.2.1')).toEqual({ view: 'mine', task: 'a/b.2.1' });
  expect(match(inbox, '/inbox/mine/a/b')).toBeUndefined();
  expect(match('/i/:instance', '/i')).toBeUndefined();
  expect(match('/i/:instance', '/start')).toBeUndefined();
});

test('an address that is no text fits nothing', () => {
  expect(match('/i/:instance', '/i/%E0%A4%A')).toBeUndefined();
});
