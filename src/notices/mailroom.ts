/** Sends letters that are due: leased, written fresh, tried again, given up one by one. */

import { randomUUID } from 'node:crypto';
import type { Caller, Engine, Log, Service } from '../engine/index.ts';
import { runService } from '../engine/index.ts';
import { DEFAULT_CALENDAR_ID, holderOf, isLive } from '../kernel/index.ts';
import type { LeasedLetter, LetterSettlement } from '../store/index.ts';
import type { Channel, Sent } from './channel.ts';
import { addresseeOf } from './channel.ts';
import type { Item, Letter, Writing } from './letter.ts';
import { byName, writeDigest, writeLetter } from './letter.ts';
import { NOTICE_LIMITS } from './limits.ts';
import { issueLink } from './links.ts';
import type { KeptNotice } from './notice.ts';
import type { Preferences } from './preferences.ts';
import { readPreferences, wishesFor } from './preferences.ts';
import type { Shown, ShownTask } from './shown.ts';
import { showInstance, showTask } from './shown.ts';
import { verdictsOf } from './tap.ts';
import { markOf } from './told.ts';

export interface MailroomOptions {
  readonly engine: Engine;
  readonly channels: readonly Channel[];
  /** The studio’s address, without a slash at its end. */
  readonly publicUrl: string;
  /** Whether there is a page for links that decide. */
  readonly hasTap: boolean;
  readonly log: Log;
}

/** Begins to send; stops when the letters in hand are settled. */
export function runMailroom(options: MailroomOptions): Service {
  const { engine, log } = options;
  const owner = randomUUID();
  const { leaseMs, lettersAtOnce, pollMs } = NOTICE_LIMITS;
  return runService(
    {
      name: 'letters',
      step: async () => {
        const lease = { owner, leaseMs, limit: lettersAtOnce };
        const letters = await engine.store.letters.lease(lease);
        await Promise.all(groupsOf(letters).map((group) => deliver(options, group)));
        return letters.length > 0;
      },
      restMs: async () => Math.min((await engine.store.letters.nextDueInMs()) ?? pollMs, pollMs),
    },
    engine.clock,
    log,
  );
}

interface Post {
  readonly row: LeasedLetter;
  readonly notice: KeptNotice;
}

/** What one person gets of a digest by one channel stands together; everything else alone. */
function groupsOf(letters: readonly LeasedLetter[]): readonly (readonly Post[])[] {
  const posts = letters.map((row): Post => ({ row, notice: JSON.parse(row.notice) }));
  const groups = Map.groupBy(posts, ({ row: { tenant, person, channel, id }, notice }) =>
    JSON.stringify(notice.isDigest ? [tenant, person, channel] : [tenant, id, 'alone']),
  );
  return [...groups.values()];
}

async function deliver(options: MailroomOptions, posts: readonly Post[]): Promise<void> {
  const { engine, channels } = options;
  const { tenant, person, channel: name } = posts[0]!.row;
  const channel = channels.find((each) => each.name === name);
  if (!channel) return leaveToOthers(options, posts);
  const directory = await engine.knowledge.directory(tenant);
  const wishes = readPreferences(await engine.store.preferences.read(tenant, person));
  const calendar = directory.calendar(DEFAULT_CALENDAR_ID)!;
  const writing: Writing = {
    language: wishes.language ?? directory.contact(person).language ?? 'en',
    timeZone: wishes.timeZone ?? calendar.timeZone,
    publicUrl: options.publicUrl,
  };
  const found = await Promise.all(
    posts.map(async (post) => ({
      post,
      item: await itemOf(options, channel, wishes, writing, post),
    })),
  );
  const moot = found.filter(({ item }) => !item).map(({ post }) => post);
  await settleAll(options, moot, 'moot');
  const [first, ...others] = found.flatMap(({ post, item }) => (item ? [{ post, item }] : []));
  if (!first) return;
  const letter =
    others.length === 0
      ? writeLetter(first.item, writing)
      : writeDigest([first.item, ...others.map(({ item }) => item)], writing);
  const sent = await send(channel, first.post, letter, addresseeOf(directory, tenant, person));
  const whole = [first, ...others].map(({ post }) => post);
  await settleAll(options, whole, sent);
}

async function send(
  channel: Channel,
  { row }: Post,
  letter: Letter,
  to: ReturnType<typeof addresseeOf>,
): Promise<Sent> {
  const signal = AbortSignal.timeout(NOTICE_LIMITS.sendMs);
  return channel
    .send({ id: row.id, to, letter, signal })
    .catch((error): Sent => ({ kind: 'retry', reason: String(error) }));
}

/** What the letter tells as things stand now; undefined when nobody needs to hear of it any more. */
async function itemOf(
  { engine, publicUrl, hasTap }: MailroomOptions,
  channel: Channel,
  wishes: Preferences,
  writing: Writing,
  { row, notice }: Post,
): Promise<Item | undefined> {
  const { tenant, person } = row;
  if (wishesFor(wishes, channel.name)[notice.kind] === 'never') return undefined;
  const directory = await engine.knowledge.directory(tenant);
  if (!directory.person(person)?.active) return undefined;
  const caller: Caller = { tenant, person };
  const shown = await shownOf(engine, caller, notice, writing);
  if (!shown) return undefined;
  const by = byName(shown, notice.by, writing.language);
  const item: Item = { kind: notice.kind, shown, ...(by === '' ? {} : { by }) };
  const decides = hasTap && channel.isPrivate && !notice.isDigest && 'task' in shown;
  if (!decides || verdictsOf(shown).length === 0) return item;
  const untilMs = engine.clock.nowMs() + NOTICE_LIMITS.linkMs;
  const { seen } = shown.desk;
  const { task, seq } = shown;
  const link = { tenant, person, task, seen, seq, expiresAtMs: untilMs };
  const token = await issueLink(engine.store, link);
  return { ...item, tap: { url: `${publicUrl}/a/${token}`, untilMs } };
}

async function shownOf(
  engine: Engine,
  caller: Caller,
  { kind, instance, task, mark }: KeptNotice,
  reading: Writing,
): Promise<Shown | ShownTask | undefined> {
  if (task === undefined) return showInstance(engine, caller, instance, reading);
  if (kind === 'returned') {
    const row = await engine.store.inbox.task(caller.tenant, task);
    const isWith = row?.status === 'open' && row.person === caller.person;
    return isWith ? showInstance(engine, caller, instance, reading) : undefined;
  }
  const shown = await showTask(engine, caller, task, reading);
  if (!shown) return undefined;
  const { visit, seat } = shown;
  const isTheirs = isLive(visit) && seat.status === 'open' && holderOf(seat) === caller.person;
  const isAsked = mark.startsWith('task.') ? markOf(visit, seat) === mark : true;
  return isTheirs && isAsked ? shown : undefined;
}

/** Another node may have the channel; for a day. */
async function leaveToOthers(options: MailroomOptions, posts: readonly Post[]): Promise<void> {
  const { store, clock } = options.engine;
  const reason = 'no server here has this channel';
  for (const { row } of posts) {
    const atMs = clock.nowMs();
    const isOld = row.createdAtMs < atMs - NOTICE_LIMITS.ageMaxMs;
    const settlement: LetterSettlement = isOld
      ? { kind: 'dead', atMs, reason }
      : { kind: 'retry', afterMs: NOTICE_LIMITS.backoffFirstMs, reason };
    await store.letters.settle(row.tenant, row.id, row.fence, settlement);
  }
}

async function settleAll(
  { engine: { store, clock }, log }: MailroomOptions,
  posts: readonly Post[],
  sent: Sent | 'moot',
): Promise<void> {
  for (const { row } of posts) {
    const settlement = settlementOf(row, sent, clock.nowMs());
    const { tenant, person, channel, id } = row;
    if (settlement.kind === 'dead') {
      const { reason } = settlement;
      log.warn({ tenant, person, channel, id, reason }, 'a letter was given up');
    }
    const kept = await store.letters.settle(tenant, id, row.fence, settlement);
    if (!kept) log.warn({ tenant, id }, 'a letter outlived its lease; it may come twice');
  }
}

function settlementOf(row: LeasedLetter, sent: Sent | 'moot', atMs: number): LetterSettlement {
  if (sent === 'moot') return { kind: 'dropped', atMs, reason: 'nobody needs it any more' };
  if (sent.kind === 'sent') return { kind: 'sent', atMs };
  if (sent.kind === 'refused') return { kind: 'dead', atMs, reason: sent.reason };
  const attempt = row.attempts + 1;
  const { attemptsMax, backoffFirstMs, backoffMostMs } = NOTICE_LIMITS;
  if (attempt >= attemptsMax) {
    return { kind: 'dead', atMs, reason: `${attempt} tries failed: ${sent.reason}` };
  }
  const afterMs = Math.min(backoffMostMs, backoffFirstMs * 2 ** Math.min(attempt - 1, 16));
  return { kind: 'retry', afterMs, reason: sent.reason };
}
