/** The one-tap link: what its page shows, and the one act that it can do. */

import type { AnyRefusal, Caller, Engine, PersonCommand } from '../engine/index.ts';
import type { Event, JsonObject } from '../kernel/index.ts';
import { DEFAULT_CALENDAR_ID, fold, holderOf, isLive, parseTaskId } from '../kernel/index.ts';
import type { TapLink } from '../store/index.ts';
import { NOTICE_LIMITS } from './limits.ts';
import { findLink } from './links.ts';
import type { NoticeLanguage } from './preferences.ts';
import { readPreferences } from './preferences.ts';
import type { SheetLine } from './sheet.ts';
import { lineOf, personName, propertyOf } from './sheet.ts';
import type { ShownTask } from './shown.ts';
import { showTask } from './shown.ts';

export type TapVerdict = 'approve' | 'reject' | 'complete';

/** A field that is not what the letter showed. */
export interface TapChange {
  readonly title: string;
  readonly before: string;
  readonly now: string;
}

/** Why a link opens nothing any more. */
export type TapEnd = 'unknown' | 'expired' | 'spent' | 'settled' | 'elsewhere';

export type TapView =
  | {
      readonly kind: 'over';
      readonly why: TapEnd;
      readonly language: NoticeLanguage;
      readonly instance?: string;
    }
  /** It takes more than a tap: a comment, a signature, people to be named. */
  | TapPage<'studio'>
  | (TapPage<'ask'> & {
      readonly changes: readonly TapChange[];
      readonly verdicts: readonly TapVerdict[];
    })
  | (TapPage<'done'> & { readonly verdict: TapVerdict })
  | (TapPage<'refused'> & { readonly refusal: AnyRefusal });

interface TapPage<Kind extends string> {
  readonly kind: Kind;
  readonly language: NoticeLanguage;
  readonly person: string;
  readonly shown: ShownTask;
}

export interface TapAct {
  readonly verdict: TapVerdict;
  /** The hash of what the page showed (R10.1). */
  readonly seen: string;
  readonly comment?: string;
}

/** What the audit trail says of an act that came this way. */
export const BY_LINK = 'by one-tap link';

const COMMANDS = {
  approve: 'ApproveTask',
  reject: 'RejectTask',
  complete: 'CompleteTask',
} as const;

export class Tap {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What the page shows now; does nothing, however often. `wanted`: the language of one unknown. */
  async look(token: string, wanted: NoticeLanguage): Promise<TapView> {
    const found = await this.#find(token, wanted);
    return 'view' in found ? found.view : this.#ask(found, found.link.seen);
  }

  /** Decides, if what the page showed still stands; the link is spent by that. */
  async act(token: string, act: TapAct, wanted: NoticeLanguage): Promise<TapView> {
    const found = await this.#find(token, wanted);
    if ('view' in found) return found.view;
    const { caller, shown, language, link } = found;
    const page = { language, shown, person: personName(shown.directory, caller.person, language) };
    if (!verdictsOf(shown).includes(act.verdict)) return { kind: 'studio', ...page };
    if (act.seen !== shown.desk.seen) return this.#ask(found, act.seen);
    const { instance, visit, seat } = parseTaskId(link.task)!;
    const command: PersonCommand = {
      type: COMMANDS[act.verdict],
      visit,
      seat,
      seen: act.seen,
      ...(act.comment === undefined ? {} : { comment: act.comment }),
    };
    const answer = await this.#engine.act(caller, instance, command, `tap ${link.hash}`);
    if (!answer.ok) {
      // Another act went ahead by this very link.
      if (answer.refusal.code === 'key.reused') return over('spent', language, instance);
      if (answer.refusal.code === 'task.changed') return this.look(token, wanted);
      return { kind: 'refused', ...page, refusal: answer.refusal };
    }
    const { store, clock } = this.#engine;
    await store.links.spend(link.tenant, link.hash, clock.nowMs());
    return { kind: 'done', ...page, verdict: act.verdict };
  }

  async #find(token: string, wanted: NoticeLanguage): Promise<Open | { readonly view: TapView }> {
    const { store, knowledge, clock } = this.#engine;
    const link = await findLink(store, token);
    if (!link) return { view: over('unknown', wanted) };
    const { tenant, person, task } = link;
    const wishes = readPreferences(await store.preferences.read(tenant, person));
    const directory = await knowledge.directory(tenant);
    const language = wishes.language ?? directory.contact(person).language ?? wanted;
    const instance = parseTaskId(task)?.instance;
    if (link.spentAtMs !== undefined) return { view: over('spent', language, instance) };
    if (link.expiresAtMs <= clock.nowMs()) return { view: over('expired', language, instance) };
    if (!directory.person(person)?.active) return { view: over('elsewhere', language) };
    const caller: Caller = { tenant, person, via: BY_LINK };
    const timeZone = wishes.timeZone ?? directory.calendar(DEFAULT_CALENDAR_ID)!.timeZone;
    const shown = await showTask(this.#engine, caller, task, { language, timeZone });
    if (!shown) return { view: over('elsewhere', language) };
    const { visit, seat } = shown;
    if (shown.status === 'ended' || !isLive(visit) || seat.status !== 'open') {
      return { view: over('settled', language, instance) };
    }
    if (holderOf(seat) !== person || (await this.#wasLost(link))) {
      return { view: over('elsewhere', language, instance) };
    }
    return { link, caller, shown, language };
  }

  /** Whether the task left its person since the letter: that it came back revives no link. */
  async #wasLost(link: TapLink): Promise<boolean> {
    const place = parseTaskId(link.task)!;
    const events = await this.#eventsOf(link, link.seq);
    return events.some(
      (event) =>
        LEAVES.has(event.type) &&
        'visit' in event &&
        event.visit === place.visit &&
        (!('seat' in event) || event.seat === place.seat),
    );
  }

  async #ask({ link, shown, language, caller }: Open, seen: string): Promise<TapView> {
    const person = personName(shown.directory, caller.person, language);
    const verdicts = verdictsOf(shown);
    if (verdicts.length === 0) return { kind: 'studio', language, person, shown };
    const changes = seen === shown.desk.seen ? [] : await this.#changes(link, shown, language);
    return { kind: 'ask', language, person, shown, verdicts, changes };
  }

  /** The fields whose values are not those of the letter. */
  async #changes(
    link: TapLink,
    shown: ShownTask,
    language: NoticeLanguage,
  ): Promise<readonly TapChange[]> {
    const events = await this.#eventsOf(link, 0);
    const before = fold(events.filter(({ seq }) => seq <= link.seq))?.form ?? {};
    const reader = { language, directory: shown.directory };
    const line = (field: string, form: JsonObject): SheetLine =>
      lineOf(field, propertyOf(shown.schema, field), form[field], reader);
    return Object.keys(shown.form)
      .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(shown.form[field]))
      .map((field) => {
        const now = line(field, shown.form);
        return { title: now.title, before: line(field, before).text, now: now.text };
      });
  }

  async #eventsOf({ tenant, task }: TapLink, fromSeq: number): Promise<readonly NumberedEvent[]> {
    const { instance } = parseTaskId(task)!;
    const limit = NOTICE_LIMITS.journalPage;
    const events: NumberedEvent[] = [];
    for (let after = fromSeq; ; ) {
      const key = { tenant, instance };
      const rows = await this.#engine.store.instances.journal(key, { limit, after });
      for (const row of rows) {
        const own = JSON.parse(row.events) as readonly Event[];
        events.push(...own.map((event, n) => ({ ...event, seq: row.firstSeq + n })));
      }
      after = rows.at(-1)?.lastSeq ?? after;
      if (rows.length < limit) return events.filter(({ seq }) => seq > fromSeq);
    }
  }
}

type NumberedEvent = Event & { readonly seq: number };

interface Open {
  readonly link: TapLink;
  readonly caller: Caller;
  readonly shown: ShownTask;
  readonly language: NoticeLanguage;
}

/** After one of these the task is, or was, somebody else’s, or is asked anew. */
const LEAVES: ReadonlySet<Event['type']> = new Set<Event['type']>([
  'SeatTransferred',
  'SeatDelegated',
  'SeatEscalated',
  'SeatReplaced',
  'SeatRemoved',
  'SeatReopened',
  'VoteCast',
  'VoteTakenBack',
]);

function over(why: TapEnd, language: NoticeLanguage, instance?: string): TapView {
  return { kind: 'over', why, language, ...(instance === undefined ? {} : { instance }) };
}

/** What a tap can do here; nothing where the flow forbids it or the step demands more than a yes or a no. */
export function verdictsOf({
  desk,
  isOneTap,
}: Pick<ShownTask, 'desk' | 'isOneTap'>): readonly TapVerdict[] {
  if (!isOneTap || desk.require.length > 0) return [];
  return desk.verdicts.filter((verdict) => verdict !== 'abstain');
}
