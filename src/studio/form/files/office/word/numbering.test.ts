import { expect, test } from 'vitest';
import type { Element } from '../xml.ts';
import { Numbering } from './numbering.ts';

test('X5 however many points and lists there are, each list is gone through once', () => {
  let looks = 0;
  const element = (
    name: string,
    attributes: Record<string, string>,
    children: readonly Element[] = [],
  ): Element => ({
    name,
    children,
    get attributes() {
      looks += 1;
      return attributes;
    },
  });
  const [count, most] = [200, 12];
  const each = Array.from({ length: count }, (_, at) => String(at));
  const levels = each.map((ilvl) =>
    element('lvl', { ilvl }, [element('lvlText', { val: ilvl === '7' ? '' : '%1' })]),
  );
  const lists = each.map((numId) =>
    element('num', { numId }, [element('abstractNumId', { val: 'a' })]),
  );
  const kind = element('abstractNum', { abstractNumId: 'a' }, levels);
  const numbering = new Numbering(element('numbering', {}, [...lists, kind]));
  const points = each.map((val) =>
    element('numPr', {}, [element('numId', { val }), element('ilvl', { val })]),
  );
  const unnumbered = each.filter((_, at) => !numbering.isNumbered(points[at]!));
  expect(unnumbered).toEqual(['7']);
  expect(looks).toBeLessThan(count * most);
});
