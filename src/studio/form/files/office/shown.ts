/** What is shown of an office file: words and tables, and nothing that could do anything. */

/** A stretch of text of one look. */
export interface Run {
  readonly text: string;
  readonly isBold?: true;
  readonly isItalic?: true;
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
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Block[])[])[] };

export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  /** Whether there is more than is shown. */
  readonly isCut: boolean;
}

export type Office =
  | {
      readonly kind: 'document';
      readonly blocks: readonly Block[];
      readonly isCut: boolean;
      readonly hasMacros: boolean;
    }
  | { readonly kind: 'sheets'; readonly sheets: readonly Sheet[]; readonly hasMacros: boolean };
