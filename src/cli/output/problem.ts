/** A failure as a person reads it: what, which fields, and what to do next. */

import type { Problem } from '../../protocol/index.ts';
import { ProblemError } from '../../protocol/index.ts';
import { CliFailure } from '../failures.ts';
import type { Look } from './look.ts';
import { pairs } from './table.ts';
import { dateTime, valueText } from './words.ts';

/** What to do next, where the code itself says it. */
const NEXT: Readonly<Record<string, string>> = {
  'credential.missing': 'Name yourself with --as tenant/person (demo) or --key.',
  'credential.invalid': '`vermilion people` lists whom the demo knows; a key may have expired.',
  'form.invalid': 'Correct the fields with --set field=value, or in the --form file.',
  'task.comment-required': 'Add one: -m "…".',
  'task.signature-required': 'Sign: --signature "<your name>".',
  'task.wrong-act': '`vermilion show` says what kind of step it is.',
  'task.closed': '`vermilion show` says who was faster.',
  'task.unknown': '`vermilion tasks` lists yours.',
  'task.not-yours': '`vermilion tasks` lists those that are yours.',
  'return.not-visited': '`vermilion show` lists the steps that were visited.',
  'instance.unknown': '`vermilion instances` and `vermilion tasks` list what is yours to see.',
  'flow.unknown': '`vermilion flows` lists what is published.',
  'flow.taken': 'Raise the version in the file: a published version never changes.',
  'flow.invalid': '`vermilion check <file>` lists every mistake with its place.',
  'key.reused': 'Leave out --idempotency-key, or use a new one.',
  'admin.reason-required': 'Give one: -m "…".',
  'comment.empty': 'Say something: -m "…".',
  'access.denied': '`vermilion me` lists the rights you have.',
  'rate.exceeded': 'Wait a moment and try again.',
  'engine.overloaded': 'Wait a moment and try again.',
  'engine.draining': 'The server is stopping; try again when it is back.',
  'message.unknown': '`vermilion dead-letters` lists them.',
  'letter.unknown': '`vermilion lost-letters` lists them.',
  'api-key.unknown': '`vermilion key list` lists them.',
};

/** Renders anything thrown; a server's answer with its code, title, fields and advice. */
export function failureText(
  error: unknown,
  url: string,
  look: Look,
  names: ReadonlyMap<string, string> = new Map(),
): string {
  if (error instanceof ProblemError) return problemText(error.problem, look, names);
  if (error instanceof CliFailure) return lines(look, error.message, error.advice);
  if (isNetworkFailure(error)) {
    const advice = 'Start one with `vermilion serve --demo`, or name it with --url.';
    return lines(look, `No server answers at ${url} (${causeOf(error)}).`, advice);
  }
  if (error instanceof SyntaxError) {
    const advice = 'Something else may listen there: check --url.';
    return lines(look, `What answers at ${url} is not Vermilion.`, advice);
  }
  return lines(look, error instanceof Error ? error.message : String(error), undefined);
}

function lines(look: Look, message: string, advice: string | undefined): string {
  const head = `${look.paint('red', '✗')} ${message}\n`;
  return advice === undefined ? head : `${head}  ${look.paint('dim', advice)}\n`;
}

function problemText(problem: Problem, look: Look, names: ReadonlyMap<string, string>): string {
  const { code, title, errors = [], detail, status, request } = problem;
  const head = `${look.paint('red', '✗')} ${title} ${look.paint('dim', `[${code}]`)}\n`;
  const fields = pairs(
    errors.map(({ field, message }) => [field || '(all)', message] as const),
    look,
  );
  const facts = pairs(factsOf(detail, look, names), look);
  const mend =
    NEXT[code] ?? (status >= 500 ? `The log has it under request ${request}.` : undefined);
  return head + fields + facts + (mend === undefined ? '' : `  ${look.paint('dim', mend)}\n`);
}

/** Facts of refusals that are people, by their ids. */
const PEOPLE: ReadonlySet<string> = new Set([
  ...['by', 'closedBy', 'endedBy', 'suspendedBy'],
  ...['person', 'principal', 'to'],
]);

/** Whom a refusal names. */
export function peopleIn({ detail }: Problem): readonly string[] {
  return Object.entries((detail ?? {}) as object).flatMap(([name, value]) =>
    PEOPLE.has(name) && typeof value === 'string' ? [value] : [],
  );
}

function factsOf(
  detail: unknown,
  look: Look,
  names: ReadonlyMap<string, string>,
): readonly (readonly [string, string])[] {
  if (typeof detail !== 'object' || detail === null) return [];
  return Object.entries(detail).map(([name, value]) => {
    const isInstant = name.endsWith('AtMs') && typeof value === 'number';
    const label = name.replace(/(AtMs)?$/, '').replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
    const called = PEOPLE.has(name) ? names.get(String(value)) : undefined;
    return [label, called ?? (isInstant ? dateTime(value, look) : valueText(value))];
  });
}

function isNetworkFailure(error: unknown): error is Error {
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message);
}

function causeOf({ cause }: Error): string {
  const inner = (cause as { errors?: readonly unknown[] } | undefined)?.errors?.[0] ?? cause;
  const { code, message } = (inner ?? {}) as { code?: string; message?: string };
  return code ?? message ?? 'the connection broke';
}
