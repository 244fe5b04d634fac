/** Follows what happens and keeps a letter for everybody who wishes to hear of it. */

import { createHash } from 'node:crypto';
import type { Engine, FeedEvent } from '../engine/index.ts';
import { stateOf } from '../engine/index.ts';
import type { TenantId } from '../kernel/index.ts';
import { ADMIN_ROLE, DEFAULT_CALENDAR_ID } from '../kernel/index.ts';
import type { LetterRow } from '../store/index.ts';
import type { Channel } from './channel.ts';
import { addresseeOf } from './channel.ts';
import { NOTICE_LIMITS } from './limits.ts';
import type { KeptNotice, Notice } from './notice.ts';
import { readPreferences, releaseOf, wishesFor } from './preferences.ts';
import { toldBy } from './told.ts';

/** Events of one tenant → letters, each once however often the events come. */
export async function keepLetters(
  engine: Engine,
  channels: readonly Channel[],
  events: readonly FeedEvent[],
): Promise<void> {
  const youngest = engine.clock.nowMs() - NOTICE_LIMITS.ageMaxMs;
  const fresh = events.filter(({ atMs }) => atMs > youngest);
  const [first] = fresh;
  if (!first || channels.length === 0) return;
  const { tenant } = first;
  const notices = await noticesOf(engine, tenant, fresh);
  const letters: LetterRow[] = [];
  for (const notice of notices)
    letters.push(...(await lettersOf(engine, channels, tenant, notice)));
  await engine.store.letters.add(letters);
}

async function noticesOf(
  { store, knowledge }: Engine,
  tenant: TenantId,
  events: readonly FeedEvent[],
): Promise<readonly Notice[]> {
  const byInstance = [...Map.groupBy(events, ({ instance }) => instance)];
  const keys = byInstance.map(([instance]) => ({ tenant, instance }));
  const { instances } = await store.instances.load(keys, []);
  const directory = await knowledge.directory(tenant);
  const administrators = directory.withRole(ADMIN_ROLE).slice(0, NOTICE_LIMITS.administratorsMax);
  const notices = byInstance.flatMap(([, own], n) => {
    const stored = instances[n];
    return stored ? toldBy(own, stateOf(stored), administrators) : [];
  });
  return notices.filter(({ person }) => directory.person(person)?.active);
}

async function lettersOf(
  { store, knowledge, clock }: Engine,
  channels: readonly Channel[],
  tenant: TenantId,
  notice: Notice,
): Promise<readonly LetterRow[]> {
  const { person, isOfEnd, ...rest } = notice;
  const wishes = readPreferences(await store.preferences.read(tenant, person));
  const directory = await knowledge.directory(tenant);
  const calendar = directory.calendar(DEFAULT_CALENDAR_ID)!;
  const createdAtMs = clock.nowMs();
  const letters: LetterRow[] = [];
  for (const channel of channels) {
    if (isOfEnd && wishesFor(wishes, channel.name).ended !== 'never') continue;
    const release = releaseOf(wishes, channel.name, notice.kind, calendar, createdAtMs);
    if (!release || !(await channel.reaches(addresseeOf(directory, tenant, person)))) continue;
    const kept: KeptNotice = { ...rest, ...(release.isDigest ? { isDigest: true } : {}) };
    letters.push({
      tenant,
      id: letterId(tenant, notice, channel.name),
      person,
      channel: channel.name,
      notice: JSON.stringify(kept),
      createdAtMs,
      readyAtMs: release.atMs,
    });
  }
  return letters;
}

/** The same event, person and channel make the same id, whoever counts it again. */
function letterId(tenant: TenantId, { instance, person, mark }: Notice, channel: string): string {
  const of = JSON.stringify([tenant, instance, person, mark, channel]);
  return createHash('sha256').update(of).digest('hex').slice(0, 40);
}
