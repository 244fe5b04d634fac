/** What is shown of an office file: words and tables, and nothing that could do anything. */

/** A stretch of text of one look. */
export interface Run {
  readonly text: string;
  readonly isBold?: true;
  readonly isItalic?: true;
  readonly isStruck?: true;
  /** Set higher or lower: `10²` is not `102`. */
  readonly rise?: 'super' | 'sub';
  /** Of a change that is kept track of, and neither taken nor refused yet. */
  readonly change?: 'inserted' | 'deleted';
  /** Stands where something is that is not shown. */
  readonly isGap?: true;
}

export interface TableCell {
  readonly blocks: readonly Block[];
  readonly columns?: number;
  readonly rows?: number;
}

export type Block =
  | {
      readonly kind: 'paragraph';
      readonly runs: readonly Run[];
      /** Of a heading: 1 to 6. */
      readonly level?: number;
      /** Of a point of a list, from 1. */
      readonly depth?: number;
    }
  | { readonly kind: 'table'; readonly rows: readonly (readonly TableCell[])[] };

/** A plain text, or one with looks. */
export type Cell = string | readonly Run[];

/** Cells that are drawn as one, from 0; the last ones are within. */
export interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Whether there is more than is shown. */
  readonly isCut: boolean;
  /** What the file itself does not show, from 0. */
  readonly hiddenRows?: readonly number[];
  readonly hiddenColumns?: readonly number[];
  readonly merged?: readonly Area[];
}

/** What is in a file and not shown here. */
export const LEFT_OUT = [
  'sheets',
  'rows',
  'columns',
  'covered',
  'hidden',
  'textBoxes',
  'notes',
  'headers',
  'comments',
  'numbers',
  'pictures',
  'symbols',
  'others',
] as const;

/** What is shown, and may read otherwise in the program that the file is of. */
export const OTHERWISE = [
  'changes',
  'formulas',
  'unreckoned',
  'fields',
  'bound',
  'formats',
  'faint',
  'fonts',
] as const;

export type Kind = (typeof LEFT_OUT)[number] | (typeof OTHERWISE)[number];

/** How often each. */
export type Told = Readonly<Partial<Record<Kind, number>>>;

/** Counts what is to be told. */
export class Tally {
  readonly #counts: Partial<Record<Kind, number>> = {};

  add(kind: Kind, times: number = 1): void {
    if (times > 0) this.#counts[kind] = (this.#counts[kind] ?? 0) + times;
  }

  get told(): Told {
    return this.#counts;
  }
}

export type Office = { readonly hasMacros: boolean; readonly told: Told } & (
  | { readonly kind: 'document'; readonly blocks: readonly Block[]; readonly isCut: boolean }
  | { readonly kind: 'sheets'; readonly sheets: readonly Sheet[] }
);
