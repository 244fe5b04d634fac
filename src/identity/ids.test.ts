import { describe, expect, test } from 'vitest';
import { readOrganisation } from './organisation.ts';

const withPerson = (person: object) => ({ id: 't', name: 'T', people: [{ name: 'N', ...person }] });

describe('an id that a column, a key or an address cannot take is a problem', () => {
  test.each(['a\0b', 'a\nb', '\u009f', '\ud800', 'x'.repeat(101)])('%j', (id) => {
    const reading = readOrganisation(withPerson({ id }));
    expect(reading).toMatchObject({ ok: false, problems: [{ path: 'people.0.id' }] });
  });
});

test('ids of any script are taken', () => {
  for (const id of ['许若曦', 'xu.ruoxi@acme', 'O’Brien', '😀']) {
    expect(readOrganisation(withPerson({ id })).ok).toBe(true);
  }
});
