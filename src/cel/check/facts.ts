import type { Overload } from '../functions/overload.ts';
import type { Node } from '../syntax/tree.ts';
import type { CelFunction, CelType } from '../types.ts';

/** What a name stands for. */
export type Meaning =
  | { readonly kind: 'variable'; readonly name: string; readonly type: CelType }
  | { readonly kind: 'local'; readonly slot: number; readonly type: CelType }
  | { readonly kind: 'type'; readonly name: string };

/** What the checker found out about the nodes of one tree. */
export interface Facts {
  readonly types: Map<Node, CelType>;
  readonly names: Map<Node, Meaning>;
  /** Where a loop keeps its variable. */
  readonly slots: Map<Node, number>;
  readonly overloads: Map<Node, readonly Overload[]>;
  readonly hosts: Map<Node, CelFunction>;
  slotCount: number;
}

/** Makes facts that know nothing yet. */
export function makeFacts(): Facts {
  return {
    types: new Map(),
    names: new Map(),
    slots: new Map(),
    overloads: new Map(),
    hosts: new Map(),
    slotCount: 0,
  };
}
