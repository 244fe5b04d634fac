/** Until when a task is snoozed: later today, or a morning. */

const HOUR_MS = 3_600_000;
const MORNING_HOUR = 9;

/** Shape: now → moments to be reminded at, by name; each later than the one before. */
export function momentsFrom(nowMs: number): readonly (readonly [Moment, number])[] {
  const morning = (days: number): number => {
    const at = new Date(nowMs);
    at.setDate(at.getDate() + days);
    return at.setHours(MORNING_HOUR, 0, 0, 0);
  };
  const toMonday = (8 - new Date(nowMs).getDay()) % 7 || 7;
  const moments = [
    ['inThreeHours', nowMs + 3 * HOUR_MS],
    ['tomorrow', morning(1)],
    ['monday', morning(toMonday)],
  ] as const;
  return moments.filter(([, atMs], at) => at === 0 || atMs > (moments[at - 1]?.[1] ?? 0));
}

type Moment = 'inThreeHours' | 'tomorrow' | 'monday';
