/** Why a command did not do what it was asked, and the exit code that says so. */

import { ProblemError } from '../protocol/index.ts';

/** What a script can rely on; `--help` shows the same table. */
export const EXIT = {
  done: 0,
  diagnostics: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  noPermission: 5,
  unreachable: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANING: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'diagnostics were found',
  2: 'wrong usage',
  3: 'refused: the answer has a code that says why',
  4: 'not found',
  5: 'no credential, or no right to this',
  6: 'the server cannot be reached, or failed',
};

/** A failure that the terminal itself found, with what to do next. */
export class CliFailure extends Error {
  readonly exit: ExitCode;
  readonly advice: string | undefined;
  constructor(exit: ExitCode, message: string, advice?: string) {
    super(message);
    this.name = 'CliFailure';
    this.exit = exit;
    this.advice = advice;
  }
}

/** The exit code of anything thrown. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliFailure) return error.exit;
  if (error instanceof ProblemError) return exitCodeOfProblem(error.problem);
  return EXIT.unreachable;
}

function exitCodeOfProblem({
  status,
  diagnostics,
}: {
  readonly status: number;
  readonly diagnostics?: readonly unknown[];
}): ExitCode {
  if (diagnostics && diagnostics.length > 0) return EXIT.diagnostics;
  if (status === 401 || status === 403) return EXIT.noPermission;
  if (status === 404) return EXIT.notFound;
  return status >= 400 && status < 500 ? EXIT.refused : EXIT.unreachable;
}
