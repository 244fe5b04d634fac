/** The figures of docs/reference/figures.md that the studio is held to. */

/** What was measured, what it must not exceed and what it should reach; for rates the least. */
export interface Goal {
  readonly area: string;
  readonly unit: 'kB' | 'ms' | 's' | 'fps' | 'count';
  readonly must: number;
  readonly moonshot: number;
}

export const GOALS = {
  'script: sign in': { area: 'weight', unit: 'kB', must: 110, moonshot: 90 },
  'script: inbox': { area: 'weight', unit: 'kB', must: 150, moonshot: 120 },
  'script: start': { area: 'weight', unit: 'kB', must: 150, moonshot: 120 },
  'script: case': { area: 'weight', unit: 'kB', must: 175, moonshot: 140 },
  'style: inbox': { area: 'weight', unit: 'kB', must: 25, moonshot: 16 },
  'fonts: inbox': { area: 'weight', unit: 'kB', must: 60, moonshot: 40 },
  'requests before the inbox shows': { area: 'weight', unit: 'count', must: 12, moonshot: 8 },
  'inbox, cold': { area: 'opening', unit: 'ms', must: 700, moonshot: 400 },
  'inbox, warm': { area: 'opening', unit: 'ms', must: 300, moonshot: 150 },
  'inbox, cold, processor 4 times slower': {
    ...{ area: 'opening', unit: 'ms', must: 2000, moonshot: 1200 },
  },
  'to a screen not visited before': { area: 'opening', unit: 'ms', must: 350, moonshot: 200 },
  'back to a screen visited': { area: 'opening', unit: 'ms', must: 100, moonshot: 50 },
  'act to effect painted, median': { area: 'inbox', unit: 'ms', must: 50, moonshot: 32 },
  'act to next task open, median': { area: 'inbox', unit: 'ms', must: 80, moonshot: 50 },
  '30 tasks by keys': { area: 'inbox', unit: 's', must: 90, moonshot: 60 },
  'long tasks while 30 tasks are decided': { area: 'inbox', unit: 'count', must: 0, moonshot: 0 },
  'interaction to paint while deciding, p98': {
    area: 'inbox',
    unit: 'ms',
    must: 100,
    moonshot: 50,
  },
  '10 000 tasks: rows in the page': { area: 'inbox', unit: 'count', must: 60, moonshot: 60 },
  '10 000 tasks: frames while scrolling': { area: 'inbox', unit: 'fps', must: 58, moonshot: 60 },
  '10 000 tasks: main thread a frame': { area: 'inbox', unit: 'ms', must: 6, moonshot: 3 },
  'key to paint, 50 fields, p95': { area: 'form', unit: 'ms', must: 24, moonshot: 17 },
  'key to paint, 200 fields, p95': { area: 'form', unit: 'ms', must: 24, moonshot: 17 },
  'long tasks while 200 fields are typed into': {
    ...{ area: 'form', unit: 'count', must: 2, moonshot: 0 },
  },
  'case of 10 000 events, opened': { area: 'case', unit: 'ms', must: 500, moonshot: 250 },
  'case of 10 000 events, read to its end': {
    area: 'case',
    unit: 'ms',
    must: 1000,
    moonshot: 500,
  },
  'case of 10 000 events, any position, p95': { area: 'case', unit: 'ms', must: 16, moonshot: 8 },
} as const satisfies Readonly<Record<string, Goal>>;

export type GoalName = keyof typeof GOALS;

/** Whether a figure reaches a mark. */
export function reaches({ unit }: Goal, value: number, mark: number): boolean {
  return unit === 'fps' ? value >= mark : value <= mark;
}
