/** Looks for cases of a matrix that two rows meet, or none, without trying every case. */

export type Value = number | string | boolean;
export type Case = { readonly [input: string]: Value };
export type Test = (value: Value) => boolean;

export interface CaseInput {
  readonly name: string;
  /** Values that tell the cells of the input apart. */
  readonly values: readonly Value[];
}

export interface CaseRow {
  /** By input; an input without a test takes any value. */
  readonly tests: ReadonlyMap<string, Test>;
  /** A row that asks for more than its cells may hold or not. */
  readonly isConditional: boolean;
}

export interface CaseFindings {
  readonly clashes: readonly {
    readonly first: number;
    readonly second: number;
    readonly shown: Case;
  }[];
  readonly gap?: Case;
  /** Whether all was looked at. */
  readonly isWhole: boolean;
}

/** Tests of cells in one search: about a second. */
const LOOKS_MAX = 2_000_000;

/** Finds for each row the first that clashes with it, and one gap. */
export function searchCases(
  inputs: readonly CaseInput[],
  rows: readonly CaseRow[],
  wantsGap: boolean,
): CaseFindings {
  return new Search(inputs, rows, wantsGap).findings();
}

class Search {
  readonly #inputs: readonly CaseInput[];
  readonly #rows: readonly CaseRow[];
  readonly #clashes = new Map<number, { first: number; second: number; shown: Case }>();
  readonly #seen = new Set<string>();
  #wantsGap: boolean;
  #gap: Case | undefined;
  #looks = 0;

  constructor(inputs: readonly CaseInput[], rows: readonly CaseRow[], wantsGap: boolean) {
    this.#inputs = inputs;
    this.#rows = rows;
    this.#wantsGap = wantsGap;
  }

  findings(): CaseFindings {
    const certain = this.#rows.flatMap(({ isConditional }, row) => (isConditional ? [] : [row]));
    this.#walk(0, certain, {});
    return {
      clashes: [...this.#clashes.values()].sort((a, b) => a.second - b.second),
      ...(this.#gap ? { gap: this.#gap } : {}),
      isWhole: this.#looks <= LOOKS_MAX,
    };
  }

  /** `open`: the rows that the values chosen for the inputs before `index` have left. */
  #walk(index: number, open: readonly number[], chosen: Case): void {
    if (open.length === 0) {
      this.#meetNone(index, chosen);
      return;
    }
    // Of any cases below, the first open row is never the later of two.
    const mayClash = open.slice(1).some((row) => !this.#clashes.has(row));
    const isGapless = !this.#wantsGap || open.some((row) => this.#takesAll(row, index));
    if (isGapless && !mayClash) return;
    const input = this.#inputs[index];
    if (input === undefined) {
      this.#meetAll(open, chosen);
      return;
    }
    // What the values so far were does not matter any more, only the rows that they left.
    const key = `${index}:${open.join()}`;
    if (this.#seen.has(key) || this.#looks > LOOKS_MAX) return;
    this.#seen.add(key);
    const { name, values } = input;
    for (const value of values) {
      this.#looks += open.length;
      const left = open.filter((row) => this.#rows[row]!.tests.get(name)?.(value) !== false);
      this.#walk(index + 1, left, { ...chosen, [name]: value });
    }
  }

  #takesAll(row: number, index: number): boolean {
    const { tests } = this.#rows[row]!;
    return this.#inputs.slice(index).every(({ name }) => !tests.has(name));
  }

  #meetNone(index: number, chosen: Case): void {
    if (!this.#wantsGap) return;
    this.#wantsGap = false;
    const rest = this.#inputs.slice(index).map(({ name, values }) => [name, values[0]!]);
    this.#gap = { ...chosen, ...Object.fromEntries(rest) };
  }

  #meetAll([first, ...others]: readonly number[], shown: Case): void {
    for (const second of others) {
      if (!this.#clashes.has(second)) this.#clashes.set(second, { first: first!, second, shown });
    }
  }
}
