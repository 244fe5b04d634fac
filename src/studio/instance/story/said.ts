/** An event in a sentence, with names instead of numbers. */

import type { Json, JsonObject } from '../../../kernel/index.ts';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { Language, Texts } from '../../words/texts.ts';
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
  return sayerOf(t, c, useFormats(), names);
}

/** Says events in a language. */
export function sayerOf(
  t: Texts<typeof STORY.en>[Language],
  c: Texts<typeof CASE.en>[Language],
  { text, list }: Pick<ReturnType<typeof useFormats>, 'text' | 'list'>,
  names: Names,
): (line: Pick<Line, 'event'>) => Said {
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
    const told = (said: string, words?: string): Said => ({
      what: { text: said, isWhole: false },
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
    const people = peopleIn(event);
    if (people.length > 0) {
      const said = list(people.map(personOf));
      const added = t.added[type === 'SeatsAdded' ? String(event['where']) : type];
      const text = added ? added(said, stepOf(event)) : `${t.events[type] ?? type} → ${said}`;
      return told(text, wordsIn(event));
    }
    const to = event['to'];
    if (STEERED.has(type) && typeof to === 'string') {
      return told(`${t.events[type]} → ${text(names.step(to))}`, wordsIn(event));
    }
    if (type === 'SeatRemoved') {
      const gone = names.personOfSeat(Number(event['visit']), Number(event['seat']));
      return told(`${t.events[type]} → ${personOf(gone)}`, wordsIn(event));
    }
    const reached = typeof to === 'string' && type.startsWith('Seat') ? ` → ${personOf(to)}` : '';
    const vote = t.votes[String(event['vote'])];
    const what = type === 'VoteCast' ? (vote ?? String(event['vote'])) : (t.events[type] ?? type);
    const signature = signatureIn(event);
    const written = [wordsIn(event), signature && t.signed(signature)].filter(Boolean);
    return told(`${what}${reached}`, written.length > 0 ? written.join('\n') : undefined);
  };
}

/** What leads an instance to a step. */
const STEERED: ReadonlySet<string> = new Set(['InstanceJumped', 'InstanceRevived']);

/** Whom an act was about, where it was about people as such. */
function peopleIn({ type, seats, people }: JsonObject): readonly string[] {
  if (type === 'SeatsAdded') {
    return (seats as readonly { readonly person: string }[]).map(({ person }) => person);
  }
  return REACHED.has(String(type)) && Array.isArray(people) ? people.map(String) : [];
}

const REACHED: ReadonlySet<string> = new Set([
  'PeopleAddedAhead',
  'PeopleReminded',
  'PeopleCopied',
]);

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
