/** Shapes of single values: texts, words, numbers, truth values, expressions, durations. */

import type { Text } from '../../kernel/index.ts';
import type { DiagnosticCode } from '../diagnostics.ts';
import { languageLimits } from '../limits.ts';
import { advise } from '../suggest.ts';
import { scalarText } from '../yaml/nodes.ts';
import { describe } from './reader.ts';
import type { Shape } from './shape.ts';
import { mismatch } from './shape.ts';

interface TextRule {
  readonly expects: string;
  readonly pattern?: RegExp;
  readonly charsMax?: number;
  /** The code to report when the pattern does not hold. */
  readonly code?: DiagnosticCode;
  readonly advice?: string;
}

/** A text, written plain or in quotes. */
export function text(rule: TextRule): Shape<string> {
  const { expects, pattern, charsMax = 1_000, code = 'flow.expected' } = rule;
  const shape: Shape<string> = {
    expects,
    accepts: (node) => node.kind === 'scalar' && typeof node.value === 'string',
    read(node, path, reader) {
      if (node.kind !== 'scalar' || typeof node.value !== 'string') {
        const quotable = node.kind === 'scalar' && node.value !== null;
        const quoted = quotable ? `Put it in quotes: "${node.raw.slice(0, 40)}".` : undefined;
        return mismatch(shape, node, path, reader, rule.advice ?? quoted);
      }
      reader.place(path, node);
      if (
        node.value.length > charsMax ||
        node.value === '' ||
        pattern?.test(node.value) === false
      ) {
        const message = `Expected ${expects}, not ${describe(node)}.`;
        reader.report(path, { code, message, advice: rule.advice });
      }
      return node.value;
    },
    write: (value) => value,
    schema: () => ({ type: 'string', ...(pattern ? { pattern: pattern.source } : {}) }),
  };
  return shape;
}

/** A CEL expression; numbers and truth values count as the text that spells them. */
export const expression: Shape<string> = {
  expects: 'a CEL expression',
  accepts: (node) => node.kind === 'scalar' && node.value !== null,
  read(node, path, reader) {
    if (node.kind !== 'scalar' || node.value === null) {
      return mismatch(expression, node, path, reader);
    }
    reader.place(path, node);
    return scalarText(node);
  },
  write: (value) => value,
  schema: () => ({ type: ['string', 'number', 'boolean'], title: 'CEL expression' }),
};

/** One of a few words. */
export function word<const W extends string>(...words: readonly W[]): Shape<W> {
  const shape: Shape<W> = {
    expects: words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`,
    accepts: (node) => node.kind === 'scalar' && words.includes(node.value as W),
    read(node, path, reader) {
      if (shape.accepts(node)) {
        reader.place(path, node);
        return scalarText(node as Extract<typeof node, { kind: 'scalar' }>) as W;
      }
      const said = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
      return mismatch(shape, node, path, reader, said === '' ? undefined : advise(said, words));
    },
    write: (value) => value,
    schema: () => (words.length === 1 ? { const: words[0]! } : { enum: words }),
  };
  return shape;
}

/** A truth value. */
export const flag: Shape<boolean> = {
  expects: 'true or false',
  accepts: (node) => node.kind === 'scalar' && typeof node.value === 'boolean',
  read(node, path, reader) {
    if (node.kind !== 'scalar' || typeof node.value !== 'boolean') {
      return mismatch(flag, node, path, reader);
    }
    reader.place(path, node);
    return node.value;
  },
  write: (value) => value,
  schema: () => ({ type: 'boolean' }),
};

/** A number; bounds that have a meaning of their own are left to the checks. */
export function number(expects: string, whole = true): Shape<number> {
  const shape: Shape<number> = {
    expects,
    accepts: (node) => node.kind === 'scalar' && typeof node.value === 'number',
    read(node, path, reader) {
      if (node.kind !== 'scalar' || typeof node.value !== 'number') {
        return mismatch(shape, node, path, reader);
      }
      if (whole && !Number.isInteger(node.value)) return mismatch(shape, node, path, reader);
      reader.place(path, node);
      return node.value;
    },
    write: (value) => value,
    schema: () => ({ type: whole ? 'integer' : 'number' }),
  };
  return shape;
}

const UNITS_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
const DURATION = /^(\d{1,12})(ms|[smhd])$/;

/** A length of time: `90s`, `30m`, `8h`, `2d`. Units: milliseconds in the tree. */
export const duration: Shape<number> = {
  expects: 'a duration such as 90s, 30m, 8h or 2d',
  accepts: (node) => node.kind === 'scalar' && DURATION.test(scalarText(node)),
  read(node, path, reader) {
    const ms = node.kind === 'scalar' ? parseDuration(scalarText(node)) : undefined;
    if (ms === undefined) return mismatch(duration, node, path, reader);
    reader.place(path, node);
    return ms;
  },
  write: printDuration,
  schema: () => ({ type: 'string', pattern: DURATION.source }),
};

const WORKING_UNITS_MS = { ...UNITS_MS, d: 8 * UNITS_MS.h } as const;

/** A length of working time: a day is eight hours. Written in hours, which mislead nobody. */
export const workingDuration: Shape<number> = {
  ...duration,
  read(node, path, reader) {
    const ms =
      node.kind === 'scalar' ? parseDuration(scalarText(node), WORKING_UNITS_MS) : undefined;
    if (ms === undefined) return mismatch(duration, node, path, reader);
    reader.place(path, node);
    return ms;
  },
  write: (ms) => {
    const hours = ms / UNITS_MS.h;
    return Number.isInteger(hours) && hours > 0 ? `${hours}h` : printDuration(ms);
  },
};

/** Two lengths of time: `2s..5m`. */
export const durationRange: Shape<readonly [number, number]> = {
  expects: 'two durations such as 2s..5m',
  accepts: (node) => node.kind === 'scalar',
  read(node, path, reader) {
    const parts = node.kind === 'scalar' ? scalarText(node).split('..') : [];
    const [first, last] = parts.map((part) => parseDuration(part));
    if (parts.length !== 2 || first === undefined || last === undefined) {
      return mismatch(durationRange, node, path, reader);
    }
    reader.place(path, node);
    return [first, last];
  },
  write: ([first, last]) => `${printDuration(first)}..${printDuration(last)}`,
  schema: () => ({
    type: 'string',
    pattern: `${DURATION.source.slice(0, -1)}\\.\\.${DURATION.source.slice(1)}`,
  }),
};

function parseDuration(
  source: string,
  units: { readonly [unit in keyof typeof UNITS_MS]: number } = UNITS_MS,
): number | undefined {
  const match = DURATION.exec(source.trim());
  if (!match) return undefined;
  const ms = Number(match[1]) * units[match[2] as keyof typeof UNITS_MS];
  return Number.isSafeInteger(ms) ? ms : undefined;
}

function printDuration(ms: number): string {
  for (const [unit, size] of Object.entries(UNITS_MS)) {
    if (ms % size === 0 && (ms !== 0 || unit === 's')) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}

const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** A text for people: one string, or one per language tag. */
export const title: Shape<Text> = {
  expects: 'a text, or one text per language such as { en: …, zh-CN: … }',
  accepts: (node) => node.kind === 'map' || plainTitle.accepts(node),
  read(node, path, reader) {
    if (node.kind !== 'map') {
      if (!plainTitle.accepts(node)) return mismatch(title, node, path, reader);
      return plainTitle.read(node, path, reader);
    }
    reader.place(path, node);
    const texts: { [language: string]: string } = {};
    if (node.entries.size === 0) return mismatch(title, node, path, reader);
    for (const { key, keySpan, value } of node.entries.values()) {
      if (!LANGUAGE_TAG.test(key)) {
        const message = `"${key}" is not a language tag.`;
        const advice = 'Write tags such as en or zh-CN.';
        reader.reportAt(keySpan, path, { code: 'flow.unknown-key', message, advice });
      }
      const said = plainTitle.read(value, [...path, key], reader);
      if (said !== undefined) texts[key] = said;
    }
    return texts;
  },
  write: (value) => value,
  schema: (book) =>
    book.refer('text', () => ({
      title: 'Text',
      description: 'One text for everybody, or one per language tag.',
      anyOf: [
        { type: 'string' },
        { type: 'object', minProperties: 1, additionalProperties: { type: 'string' } },
      ],
    })),
};

const plainTitle = text({ expects: 'a text', charsMax: languageLimits.titleCharsMax });
