/** What follows a yes and what follows a no, by the engine’s forecast, in one person’s language. */

import type { Caller, Engine, ForecastStepView, ForecastView } from '../engine/index.ts';
import type { JsonObject, Text } from '../kernel/index.ts';
import { parseTaskId, START_STEP } from '../kernel/index.ts';
import { AHEAD_TEXTS } from './ahead-texts.ts';
import { NOTICE_LIMITS } from './limits.ts';
import type { Reader } from './sheet.ts';
import { lineOf, propertyOf, textIn } from './sheet.ts';
import { LETTER_TEXTS } from './texts.ts';

/** What is foretold of a task. */
export interface Ahead {
  readonly approve: {
    readonly title: string;
    /** Steps that follow, with who or what acts at each. */
    readonly steps: readonly { readonly step: string; readonly who: string }[];
    /** How many more, and how it ends or why nobody can say; empty where nothing is foretold. */
    readonly outlook: readonly string[];
  };
  /** Absent where nobody can reject, and where a no only counts beside the votes of others. */
  readonly reject?: { readonly title: string; readonly brings: string };
}

/** Shape: a task, and the verdicts that it takes → what each would bring. */
export async function aheadOf(
  { foresight }: Engine,
  caller: Caller,
  task: string,
  verdicts: readonly string[],
  reader: Reader & { readonly schema: JsonObject },
): Promise<Ahead> {
  const { instance } = parseTaskId(task)!;
  const foretold = async (verdict: 'approve' | 'reject'): Promise<ForecastView> => {
    const found = await foresight.ahead(caller, instance, { task, verdict });
    return 'code' in found || found.refused ? { steps: [] } : found;
  };
  const words = wordsFor(reader);
  const t = AHEAD_TEXTS[reader.language];
  const yes = await foretold('approve');
  const no = verdicts.includes('reject') ? await foretold('reject') : undefined;
  const brings = no && words.brought(no);
  return {
    approve: { title: t.approve(verdicts.includes('complete')), ...words.follows(yes) },
    ...(brings === undefined ? {} : { reject: { title: t.reject, brings } }),
  };
}

/** Steps that only lead on: they say nothing that those inside them do not say. */
const STRUCTURE: ReadonlySet<string> = new Set(['choice', 'inclusive', 'parallel', 'goto', 'end']);

function wordsFor({ language, directory, schema }: Reader & { readonly schema: JsonObject }) {
  const t = AHEAD_TEXTS[language];
  const between = language === 'en' ? ', ' : '、';
  const text = (title: Text): string => textIn(title, language);
  const names = (people: readonly { readonly name: Text }[]): string =>
    people.map(({ name }) => text(name)).join(between);
  const outcomeOf = (outcome: string, title: Text = outcome): string =>
    LETTER_TEXTS[language].outcome[outcome] ?? text(title);
  const whoAt = ({ kind, people, open }: ForecastStepView): string => {
    if (people.length > 0) return names(people);
    if (open) return open.kind === 'choose' ? t.chosen : t.lookedUp;
    return t.machines[kind] ?? t.nobody;
  };
  return {
    follows({ steps, outcome, unknown, stuck }: ForecastView) {
      const later = steps.filter(
        ({ when, status, kind }) =>
          when === 'later' && status === 'expected' && !STRUCTURE.has(kind),
      );
      const some = later.slice(0, NOTICE_LIMITS.aheadMax);
      const last = steps.findLast(({ kind }) => kind === 'end');
      const titleOf = (field: string): string =>
        lineOf(field, propertyOf(schema, field), undefined, { language, directory }).title;
      const end = unknown
        ? t.unknown(unknown.map(titleOf).join(between))
        : stuck
          ? t.stuck(text(stuck.title))
          : outcome === undefined
            ? undefined
            : t.ends(outcomeOf(outcome, last?.title));
      const more = later.length - some.length;
      return {
        steps: some.map((step) => ({ step: text(step.title), who: whoAt(step) })),
        outlook: [...(more > 0 ? [t.more(more)] : []), ...(end === undefined ? [] : [end])],
      };
    },
    brought({ brings }: ForecastView): string | undefined {
      if (!brings) return undefined;
      if (brings.kind === 'end') return t.endsAtOnce(outcomeOf(brings.outcome));
      const people = names(brings.people);
      return brings.step === START_STEP
        ? t.backToAsker(people)
        : t.backTo(text(brings.title), people);
    },
  };
}
