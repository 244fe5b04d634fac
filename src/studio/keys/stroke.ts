/** From a key event to the name of a stroke, and whether it may count at all. */

/** What the registry needs to know of a key event. */
export interface KeyEventLike {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Shape: an event → `mod+Enter`, `Shift+J`, `?`, `1`; undefined while an input method composes.
 * `mod` is ⌘ or Ctrl. Shift is named for letters and named keys only: `?` says it already.
 */
export function strokeOf(event: KeyEventLike): string | undefined {
  if (event.isComposing || event.keyCode === 229 || event.key === 'Process') return undefined;
  if (['Shift', 'Control', 'Meta', 'Alt', 'CapsLock'].includes(event.key)) return undefined;
  const isLetter = /^[a-z]$/i.test(event.key);
  const isNamed = event.key.length > 1;
  return [
    ...(event.ctrlKey || event.metaKey ? ['mod'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && (isLetter || isNamed) ? ['Shift'] : []),
    isLetter ? event.key.toUpperCase() : event.key,
  ].join('+');
}

/** Whether the stroke is a single key without ⌘ or Ctrl: those never fire where text is typed. */
export function isPlain(stroke: string): boolean {
  return !stroke.startsWith('mod+') && !/^F\d+$/.test(stroke);
}

const SIGNS: Readonly<Record<string, string>> = {
  mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '⏎',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** A stroke as it is shown: `⌘⏎`; `G I` for two in a row. */
export function shownStroke(keys: string, isApple: boolean): string {
  return keys
    .split(' ')
    .map((stroke) =>
      stroke
        .split('+')
        .map((part) => (part === 'mod' && !isApple ? 'Ctrl ' : (SIGNS[part] ?? part)))
        .join(''),
    )
    .join(' ');
}
