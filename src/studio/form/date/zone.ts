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

/** How far a zone is ahead of UTC now. Units: minutes. */
function offsetOf(timeZone: string): number {
  const written = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts()
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(written ?? '') ?? [];
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -size : size;
}

/** Zones with what they are called, from west to east; where clocks show the same, by name. */
export function zonesNamed(
  language: Language,
  timeZones: readonly string[],
): readonly { readonly zone: string; readonly name: string }[] {
  const { compare } = new Intl.Collator(language);
  return timeZones
    .map((zone) => {
      const called = zoneName(language, zone);
      return { zone, name: [called, zone].filter(Boolean).join(' · '), isKnown: called !== '' };
    })
    .map((each) => ({
      ...each,
      offset: each.isKnown ? offsetOf(each.zone) : Number.POSITIVE_INFINITY,
    }))
    .toSorted((a, b) => (a.offset === b.offset ? compare(a.name, b.name) : a.offset - b.offset))
    .map(({ zone, name }) => ({ zone, name }));
}
