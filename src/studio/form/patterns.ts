/** Patterns of fields, by the engine's own code: fetched when there is first a text to hold against one. */

import type { PatternCompiler } from '../../kernel/index.ts';

let compile: PatternCompiler | undefined;
let asked: Promise<void> | undefined;
const waiting = new Set<() => void>();

/** Until the code is there every text fits; then whoever listens is told to look again. */
export const patternsLater: PatternCompiler = (pattern) => {
  let fits: ReturnType<PatternCompiler>;
  let isCompiled = false;
  return (text) => {
    if (!compile) {
      fetchPatterns().catch(() => {});
      return true;
    }
    if (!isCompiled) fits = compile(pattern);
    isCompiled = true;
    return fits?.(text) ?? false;
  };
};

/** Faults: the code cannot be fetched; it is asked for again by whoever needs it next. */
export function fetchPatterns(): Promise<void> {
  asked ??= import('./patterns-chunk.ts').then(
    ({ compilePattern }) => {
      compile = compilePattern;
      for (const told of waiting) told();
    },
    (error) => {
      asked = undefined;
      throw error;
    },
  );
  return asked;
}

/** Tells once the code is there; returns the way to call it off. */
export function whenPatterns(told: () => void): () => void {
  if (!compile) waiting.add(told);
  return () => waiting.delete(told);
}
