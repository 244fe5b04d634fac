/** Rules of docs/spec/semantics.md that no test proves yet; the table only shrinks. */
export const RULES_TO_COME: { readonly [rule: string]: string } = {};
