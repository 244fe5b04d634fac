/** What a client did and was told: one operation of a history, over all its tries. */

import type { Act } from './machine.ts';

/** How an approval stood after a command, or as somebody read it. */
export interface Sight {
  readonly seq: number;
  readonly status: 'running' | 'suspended' | 'ended';
  readonly outcome?: string;
  /** Open seats as `stage.seat`, sorted; absent where the answer does not tell. */
  readonly waiting?: readonly string[];
}

/**
 * `ok`: done, with what the answer said. `rejected`: definitely not done. `unknown`: some try was
 * never answered; it may have been done at any time since, or may never be.
 */
export type Result =
  | { readonly kind: 'ok'; readonly sight: Sight }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'unknown' };

export interface Operation {
  readonly process: string;
  readonly instance: string;
  readonly act: Act;
  /** Of one clock that never goes back; the same for all processes of a history. */
  readonly invokedAt: number;
  /** `Infinity` for what was never answered. */
  readonly returnedAt: number;
  readonly result: Result;
}

/** Whether it changes nothing. */
export function isRead({ act }: Operation): boolean {
  return act.kind === 'read';
}

/** Operations as lines of JSON, to be kept and checked again. */
export function historyText(operations: readonly Operation[]): string {
  return operations
    .map(({ returnedAt, ...rest }) => {
      const known = Number.isFinite(returnedAt) ? { returnedAt } : {};
      return `${JSON.stringify({ ...rest, ...known })}\n`;
    })
    .join('');
}

/** Reads `historyText` back. */
export function readHistory(text: string): readonly Operation[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ returnedAt: Infinity, ...(JSON.parse(line) as object) }) as Operation);
}
