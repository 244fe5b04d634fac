/** What went wrong with one input. */

import { Broken } from './target.ts';

/**
 * `broken`: a property does not hold. `thrown`: an error that nothing foresees. `slow`: more processor
 * time than the target grants. `hung`: no end, killed by the watchdog. `died`: the process went with it.
 */
export type FindingKind = 'broken' | 'thrown' | 'slow' | 'hung' | 'died';

export interface Finding {
  readonly target: string;
  readonly kind: FindingKind;
  readonly case: number;
  readonly input: string;
  readonly message: string;
  /** The same for inputs that show the same mistake. */
  readonly signature: string;
}

/** What an error says about an input. Shape: error → everything of a finding but its place. */
export function verdictOf(error: unknown): Pick<Finding, 'kind' | 'message' | 'signature'> {
  if (error instanceof Broken) {
    const { property, message } = error;
    return { kind: 'broken', message: `${property}: ${message}`, signature: property };
  }
  const { name, message, stack = '' } = asError(error);
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const own = frames.find((line) => line.includes('/src/')) ?? frames[0] ?? '';
  const place = /([\w.-]+\.[cm]?[jt]s):\d+/.exec(own)?.[1] ?? '';
  const told = frames.slice(0, 6).join('\n');
  return {
    kind: 'thrown',
    message: `${name}: ${message.slice(0, 500)}\n${told}`,
    signature: `${name} in ${place}: ${generalized(message)}`,
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`thrown: ${JSON.stringify(error)}`);
}

function generalized(message: string): string {
  return message
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '…')
    .replaceAll(/\d+/g, '#')
    .slice(0, 80);
}
