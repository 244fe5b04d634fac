import { parse as parseGrammar } from '@bufbuild/cel';
import { celLimits } from '../limits.ts';
import type { CelDiagnostic } from '../types.ts';
import { explain } from './explain.ts';
import { restore } from './restore.ts';
import { type Scan, scan, type Token } from './scan.ts';
import type { Node } from './tree.ts';

/** A tree when the source is an expression, and what is wrong with it when it is not. */
export interface Parsed {
  readonly tree: Node | undefined;
  readonly diagnostics: readonly CelDiagnostic[];
}

/**
 * Reads a source as a tree; whatever the text, it answers and does not throw.
 * Rules: the limits on length and nesting are checked on the words, before the grammar's
 * recursive parser sees them.
 */
export function parse(source: string): Parsed {
  const length = source.length;
  if (length > celLimits.sourceLengthMax) {
    const message = `The expression has ${length} characters.`;
    const advice = `At most ${celLimits.sourceLengthMax} are allowed.`;
    return failed({ code: 'cel.source-too-long', message, advice, start: 0, end: length });
  }
  const scanned = scan(source);
  if (scanned.diagnostics.length > 0) return { tree: undefined, diagnostics: scanned.diagnostics };
  const deep = tooDeep(scanned.tokens);
  if (deep) return failed(deep);
  return parseWords(source, scanned);
}

function parseWords(source: string, scanned: Scan): Parsed {
  let parsed: ReturnType<typeof parseGrammar>;
  try {
    parsed = parseGrammar(withoutQuotedNames(source, scanned.tokens));
  } catch (error) {
    return failed(explain(scanned.tokens, source.length) ?? unexplained(error, scanned, source));
  }
  return restore(parsed.expr, parsed.sourceInfo?.positions ?? {}, scanned.tokens, source.length);
}

/** The grammar's parser knows no quoted field names; plain ones of the same length stand in. */
function withoutQuotedNames(source: string, tokens: readonly Token[]): string {
  let masked = source;
  tokens.forEach((token, index) => {
    if (token.text[0] !== '`' || tokens[index - 1]?.text !== '.') return;
    const name = `q${'_'.repeat(token.text.length - 1)}`;
    masked = masked.slice(0, token.start) + name + masked.slice(token.end);
  });
  return masked;
}

function failed(diagnostic: CelDiagnostic): Parsed {
  return { tree: undefined, diagnostics: [diagnostic] };
}

/** Brackets, and runs of `!`, `-` and `?`, are what the grammar's parser recurses on. */
function tooDeep(tokens: readonly Token[]): CelDiagnostic | undefined {
  let brackets = 0;
  let run = 0;
  let choices = 0;
  for (const token of tokens) {
    const { text } = token;
    if (text === '(' || text === '[' || text === '{') brackets += 1;
    if (text === ')' || text === ']' || text === '}') brackets -= 1;
    if (text === '?') choices += 1;
    run = text === '!' || text === '-' ? run + 1 : 0;
    const nesting = Math.max(brackets, run, choices);
    if (token.kind !== 'text' && nesting > celLimits.nestingMax) {
      return {
        code: 'cel.nesting-too-deep',
        message: 'The expression nests too deep here.',
        advice: `At most ${celLimits.nestingMax} levels are allowed.`,
        start: token.start,
        end: token.end,
      };
    }
  }
  return undefined;
}

function unexplained(error: unknown, scanned: Scan, source: string): CelDiagnostic {
  const offset = offsetOf(error) ?? 0;
  const token = scanned.tokens.find(({ end }) => end > offset);
  return {
    code: 'cel.syntax',
    message: token ? `\`${token.text}\` cannot stand here.` : 'The expression ends too early.',
    start: token?.start ?? source.length,
    end: token?.end ?? source.length,
  };
}

function offsetOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('location' in error)) return undefined;
  const location = error.location as { readonly start?: { readonly offset?: number } } | undefined;
  return location?.start?.offset;
}
