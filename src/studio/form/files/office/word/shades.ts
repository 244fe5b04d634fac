/** The colours of letters in a Word document, and of what is behind them. */

import { WHITE } from '../faint.ts';
import type { Element } from '../xml.ts';

/** undefined: whatever is seen where it stands. */
export function inkOf(color: Element | undefined): string | undefined {
  const { val, themeColor, themeShade } = color?.attributes ?? {};
  if (/^(background|light)1$/.test(themeColor ?? '')) return (themeShade ?? 'ff').repeat(3);
  return hexOf(val);
}

/** What is behind a stretch, a paragraph or a cell: the nearest one that is of any colour. */
export function shadeOf(
  shade: Element | undefined,
  light: Element | undefined,
  around: string | undefined,
): string {
  const lit = LIGHTS.get(light?.attributes['val'] ?? '');
  if (lit !== undefined) return lit;
  const { val, fill, color } = shade?.attributes ?? {};
  return hexOf(val === 'solid' ? color : fill) ?? around ?? WHITE;
}

function hexOf(value: string | undefined): string | undefined {
  return /^[0-9a-f]{6}$/i.test(value ?? '') ? value!.toLowerCase() : undefined;
}

const LIGHTS: ReadonlyMap<string, string> = new Map([
  ['black', '000000'],
  ['white', WHITE],
  ['red', 'ff0000'],
  ['green', '00ff00'],
  ['blue', '0000ff'],
  ['yellow', 'ffff00'],
  ['magenta', 'ff00ff'],
  ['cyan', '00ffff'],
  ['darkRed', '800000'],
  ['darkGreen', '008000'],
  ['darkBlue', '000080'],
  ['darkYellow', '808000'],
  ['darkMagenta', '800080'],
  ['darkCyan', '008080'],
  ['darkGray', '808080'],
  ['lightGray', 'c0c0c0'],
]);
