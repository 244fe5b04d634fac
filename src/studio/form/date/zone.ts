/** Time zones by what people call them. */

import type { Language } from '../../words/texts.ts';

/** `中国标准时间 (GMT+8)`, as it is now; nothing where the browser does not know the zone. */
export function zoneName(language: Language, timeZone: string): string {
  const part = (timeZoneName: 'long' | 'shortOffset'): string =>
    new Intl.DateTimeFormat(language, { timeZone, timeZoneName })
      .formatToParts()
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  try {
    const [name, offset] = [part('long'), part('shortOffset')];
    // Some zones have no other name than their distance.
    return name.startsWith('GMT') ? offset : `${name} (${offset})`;
  } catch {
    return '';
  }
}
