/** HTML as a value: whatever is put into it is text, unless it is HTML already. */

export class Markup {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }

  static #of = (text: string): Markup => new Markup(text);

  /** Makes the markup that a template stands for. */
  static from(parts: readonly string[], values: readonly Piece[]): Markup {
    let text = parts[0]!;
    for (const [i, value] of values.entries()) text += textOf(value) + parts[i + 1]!;
    return Markup.#of(text);
  }
}

export type Piece = string | number | Markup | undefined | readonly (Markup | undefined)[];

/** A template of HTML; values become text. */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  return Markup.from(parts, values);
}

function textOf(value: Piece): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(textOf).join('');
  return String(value).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
