/** Texts in both languages, of equal rank: one object a screen, the same keys in each. */

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };
/** The texts of one screen. A text with a place for something is a function. */
export type Texts<T> = { readonly [L in Language]: Shape<T> };

/** Shape: English and Chinese texts with the same keys → texts by language. */
export function inBoth<T extends object>(en: Shape<T> & T, zh: Shape<T>): Texts<T> {
  return { en, 'zh-CN': zh };
}
