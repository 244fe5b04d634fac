/** What the page and its worker say to each other. */

import type { InstanceState } from '../../kernel/index.ts';

export type Question =
  | { readonly kind: 'events'; readonly events: readonly object[] }
  | { readonly kind: 'at'; readonly seq: number };

export interface Answer {
  readonly seq: number;
  /** Absent where the events that this viewer may see do not tell it. */
  readonly state?: InstanceState;
}
