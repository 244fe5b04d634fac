/** Single keys: what they are at first, and what a person has made of them on this device. */

/** By the id of the command; the first one is shown. */
export const SINGLE_KEYS = {
  next: ['J', 'ArrowDown', ']'],
  previous: ['K', 'ArrowUp', '['],
  open: ['O', 'Enter'],
  tick: ['X'],
  'tick-next': ['Shift+J'],
  'tick-previous': ['Shift+K'],
  snooze: ['H'],
  unread: ['U'],
  explain: ['E'],
  'path-ahead': ['P'],
  changes: ['D'],
  remark: ['C'],
  find: ['/'],
  'act-approve': ['1'],
  'act-reject': ['2'],
  'act-return': ['3'],
  'act-transfer': ['4'],
  'act-add': ['5'],
  'act-abstain': ['6'],
  claim: ['7'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SingleKey = keyof typeof SINGLE_KEYS;
export const SINGLE_KEY_IDS = Object.keys(SINGLE_KEYS) as readonly SingleKey[];

/** Other strokes than the first ones, by the id of the command. */
export type ChosenKeys = Readonly<Partial<Record<SingleKey, readonly string[]>>>;

const KEY = 'vermilion.keys';

export function readChosenKeys(): ChosenKeys {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as ChosenKeys;
  } catch {
    return {};
  }
}

export function keepChosenKeys(chosen: ChosenKeys): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // It holds until the page is left.
  }
}

/** The strokes of a command as they are now. */
export function strokesOf(chosen: ChosenKeys, id: SingleKey): readonly string[] {
  return chosen[id] ?? SINGLE_KEYS[id];
}

/** Shape: what is chosen, a command, its new stroke → the choice, where no stroke does two things. */
export function withStroke(chosen: ChosenKeys, id: SingleKey, stroke: string): ChosenKeys {
  const others = SINGLE_KEY_IDS.filter(
    (other) => other !== id && strokesOf(chosen, other).includes(stroke),
  ).map((other) => [other, strokesOf(chosen, other).filter((each) => each !== stroke)] as const);
  return { ...chosen, ...Object.fromEntries(others), [id]: [stroke] };
}

/** Whether a stroke can be a single key: one that types a sign, with Shift or without. */
export function isSingle(stroke: string): boolean {
  return /^(Shift\+)?[^\s]$/u.test(stroke);
}
