import { amounts } from './amounts.ts';
import { arithmetic } from './arithmetic.ts';
import { comparison } from './comparison.ts';
import { conversions } from './conversions.ts';
import type { Overload } from './overload.ts';
import { text } from './text.ts';
import { time } from './time.ts';

const byName = new Map<string, Overload[]>();
for (const one of [...arithmetic, ...comparison, ...text, ...conversions, ...time, ...amounts]) {
  const key = keyOf(one.name, one.member);
  const known = byName.get(key);
  if (known) known.push(one);
  else byName.set(key, [one]);
}

function keyOf(name: string, member: boolean): string {
  return member ? `.${name}` : name;
}

/** Lists the ways to call a function of the standard library by its name. */
export function overloadsOf(name: string, member: boolean): readonly Overload[] {
  return byName.get(keyOf(name, member)) ?? [];
}

/** Lists the names that can be called, for suggestions: functions, or methods of a value. */
export function functionNames(member: boolean): readonly string[] {
  return [...byName.keys()]
    .filter((key) => key.startsWith('.') === member && /^\.?[a-z]/i.test(key))
    .map((key) => (member ? key.slice(1) : key));
}
