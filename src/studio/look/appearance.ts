/** Theme, density and single keys: what the person chose, remembered on the device. */

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const DENSITIES = ['regular', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

export interface Appearance {
  readonly theme: Theme;
  readonly density: Density;
  /** Whether single keys do something (WCAG 2.1.4). */
  readonly hasPlainKeys: boolean;
}

const KEY = 'vermilion.appearance';
const USUAL: Appearance = { theme: 'auto', density: 'regular', hasPlainKeys: true };

/** What was chosen last on this device. */
export function readAppearance(): Appearance {
  try {
    return { ...USUAL, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
  } catch {
    return USUAL;
  }
}

/** Shows it and remembers it. */
export function wear(appearance: Appearance): void {
  const { dataset } = document.documentElement;
  if (appearance.theme === 'auto') delete dataset['theme'];
  else dataset['theme'] = appearance.theme;
  dataset['density'] = appearance.density;
  try {
    localStorage.setItem(KEY, JSON.stringify(appearance));
  } catch {
    // It holds until the page is left.
  }
}
