/** What a person is shown of an instance outside the studio: exactly what they may see, and no more. */

import type { Caller, DeskView, Engine } from '../engine/index.ts';
import { deskOf } from '../engine/index.ts';
import type { Directory, JsonObject, Seat, Visit } from '../kernel/index.ts';
import { parseTaskId } from '../kernel/index.ts';
import type { Ahead } from './ahead.ts';
import { aheadOf } from './ahead.ts';
import type { NoticeLanguage } from './preferences.ts';
import type { SheetLine } from './sheet.ts';
import { personName, sheetOf, subjectIn, textIn } from './sheet.ts';

/** How a person reads. */
export interface Reading {
  readonly language: NoticeLanguage;
  readonly timeZone: string;
}

/** An instance in one person’s language. */
export interface Shown {
  readonly instance: string;
  readonly subject: string;
  readonly flow: string;
  /** Who asks. */
  readonly asker: string;
  readonly startedAtMs: number;
  readonly status: 'running' | 'suspended' | 'ended';
  readonly outcome?: string;
  readonly lines: readonly SheetLine[];
  /** The event that it is shown as of. */
  readonly seq: number;
  /** For reading values as they were before. */
  readonly schema: JsonObject;
  readonly form: JsonObject;
  readonly directory: Directory;
  /** By whose clock the person reads times. */
  readonly timeZone: string;
}

/** A task of the person’s: what is decided, and what an act is bound to. */
export interface ShownTask extends Shown {
  readonly task: string;
  readonly step: string;
  readonly desk: DeskView;
  /** Whether the flow lets a link decide. */
  readonly isOneTap: boolean;
  readonly visit: Visit;
  readonly seat: Seat;
  readonly dueAtMs?: number;
  /** What would follow a yes, and a no. */
  readonly ahead: Ahead;
}

/** Shape: undefined when it is not the person’s to see. */
export async function showInstance(
  engine: Engine,
  caller: Caller,
  instance: string,
  reading: Reading,
): Promise<Shown | undefined> {
  const { language, timeZone } = reading;
  const seen = await engine.views.see(caller, instance);
  if (!seen) return undefined;
  const { state, flow, directory, hidden } = seen;
  const form = Object.fromEntries(
    Object.entries(state.form).filter(([field]) => !hidden.has(field)),
  );
  return {
    instance,
    subject: subjectIn(state.subject, language),
    flow: textIn(flow.definition.title ?? flow.definition.name, language),
    asker: personName(directory, state.initiator, language),
    startedAtMs: state.startedAtMs,
    status: state.status,
    ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
    lines: sheetOf(flow.definition.form, form, { language, directory }),
    seq: state.seq,
    schema: flow.definition.form,
    form,
    directory,
    timeZone,
  };
}

/** Shape: undefined when there is no such task, or the instance is not the person’s to see. */
export async function showTask(
  engine: Engine,
  caller: Caller,
  task: string,
  reading: Reading,
): Promise<ShownTask | undefined> {
  const { language } = reading;
  const place = parseTaskId(task);
  if (!place) return undefined;
  const shown = await showInstance(engine, caller, place.instance, reading);
  const [desk, view] = await Promise.all([
    deskOf(engine.views, caller, task),
    engine.views.see(caller, place.instance),
  ]);
  const visit = view?.state.visits[place.visit - 1];
  const seat = visit?.seats?.[place.seat - 1];
  // What is bound and what is shown are of one moment, or it is not shown at all.
  if (!shown || !desk || !visit || !seat || view.state.seq !== shown.seq) return undefined;
  const dueAtMs = await dueOf(engine, caller, task);
  return {
    ...shown,
    task,
    step: textIn(desk.title, language),
    desk,
    isOneTap: view.flow.definition.oneTap !== false,
    visit,
    seat,
    ...(dueAtMs === undefined ? {} : { dueAtMs }),
    ahead: await aheadOf(engine, caller, task, desk.verdicts, { ...shown, language }),
  };
}

async function dueOf({ store }: Engine, { tenant }: Caller, task: string) {
  return (await store.inbox.task(tenant, task))?.dueAtMs;
}
