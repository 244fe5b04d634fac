/** An event in a sentence, with names instead of numbers. */

import type { Json, JsonObject } from '../../../kernel/index.ts';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { Names } from '../moment.ts';
import { CASE } from '../texts.ts';
import type { Line } from './lines.ts';
import { STORY } from './texts.ts';

interface Said {
  /** `isWhole`: it needs nobody before it. */
  readonly what: { readonly text: string; readonly isWhole: boolean };
  /** What somebody wrote. */
  readonly words?: string;
}

export function useSaid(names: Names): (line: Line) => Said {
  const t = useTexts(STORY);
  const c = useTexts(CASE);
  const { text, list } = useFormats();
  const personOf = (id: Json | undefined): string => text(names.person(String(id)).name);
  const stepOf = (event: JsonObject): string => {
    const step = event['step'] ?? names.stepOfVisit(Number(event['visit']));
    return step === undefined ? '' : text(names.step(String(step)));
  };
  return ({ event }) => {
    const type = String(event['type']);
    const whole = (said: string, words?: string): Said => ({
      what: { text: said, isWhole: true },
      ...(words === undefined ? {} : { words }),
    });
    if (type === 'VotesStale') {
      const votes = (event['votes'] ?? []) as readonly { visit: number; seat: number }[];
      const people = votes.map(({ visit, seat }) => personOf(names.personOfSeat(visit, seat)));
      return whole(t.stale(list([...new Set(people)])));
    }
    if (type === 'InstanceEnded') {
      const outcome = String(event['outcome'] ?? '');
      return whole(t.ended(c.outcome[outcome] ?? outcome));
    }
    if (type === 'IncidentRaised') {
      const incident = event['incident'] as JsonObject | undefined;
      return whole(t.stands(stepOf(event)), String(incident?.['message'] ?? ''));
    }
    if (event['failure'] !== undefined) {
      return whole(t.failed(stepOf(event)), String(event['failure']));
    }
    const small = t.small[type];
    if (small) return whole(small(stepOf(event)));
    const to = event['to'];
    const reached = typeof to === 'string' && type.startsWith('Seat') ? ` → ${personOf(to)}` : '';
    const vote = t.votes[String(event['vote'])];
    const what = type === 'VoteCast' ? (vote ?? String(event['vote'])) : (t.events[type] ?? type);
    const signature = signatureIn(event);
    const written = [wordsIn(event), signature && t.signed(signature)].filter(Boolean);
    const words = written.length > 0 ? written.join('\n') : undefined;
    return {
      what: { text: `${what}${reached}`, isWhole: false },
      ...(words === undefined ? {} : { words }),
    };
  };
}

/** Characters of a name that somebody signed with; longer ones are cut. */
const SIGNATURE_CHARS_MAX = 100;

/** What a vote was signed with, where its step demands it. */
export function signatureIn(event: JsonObject): string | undefined {
  const { signature } = event;
  if (typeof signature !== 'string' || signature === '') return undefined;
  return signature.length > SIGNATURE_CHARS_MAX
    ? `${signature.slice(0, SIGNATURE_CHARS_MAX)}…`
    : signature;
}

function wordsIn(event: JsonObject): string | undefined {
  for (const name of ['comment', 'text', 'reason']) {
    const found = event[name];
    if (typeof found === 'string' && found !== '') return found;
  }
  return undefined;
}
