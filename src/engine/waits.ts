/** Whose turn it is: what lists say of instances that run. */

import type { InstanceId, InstanceState, TenantId, Text } from '../kernel/index.ts';
import { holderOf } from '../kernel/index.ts';
import type { Store } from '../store/port.ts';
import type { Knowledge } from './knowledge.ts';
import { ENGINE_LIMITS } from './limits.ts';
import { stateOf } from './snapshots.ts';
import { titleOf } from './titles.ts';

export interface WaitsView {
  /** Who has it, the one asked first first; nobody where no person is asked. */
  readonly people: readonly Text[];
  /** How many more have it. */
  readonly more?: number;
  /** What it stands at. */
  readonly step: Text;
  readonly sinceMs: number;
  /** Whether it was sent back to whom it began with. */
  readonly isBack?: true;
}

interface World {
  readonly store: Store;
  readonly knowledge: Knowledge;
}

/** Shape: instances that run → whose turn each is. */
export async function waitsOf(
  { store, knowledge }: World,
  tenant: TenantId,
  ids: readonly InstanceId[],
): Promise<ReadonlyMap<InstanceId, WaitsView>> {
  if (ids.length === 0) return new Map();
  const keys = ids.map((instance) => ({ tenant, instance }));
  const [{ instances }, directory] = await Promise.all([
    store.instances.load(keys, []),
    knowledge.directory(tenant),
  ]);
  const found = new Map<InstanceId, WaitsView>();
  for (const stored of instances) {
    if (!stored) continue;
    const state = stateOf(stored);
    const flow = await knowledge.flow(tenant, state.flow.hash);
    const [first, ...rest] = turnsIn(state);
    if (!flow || !first) continue;
    const people = [...new Set([first, ...rest].flatMap(({ person }) => person ?? []))];
    const named = people.slice(0, ENGINE_LIMITS.waitsPeopleMax);
    found.set(state.id, {
      people: named.map((person) => directory.person(person)?.name ?? person),
      ...(people.length > named.length ? { more: people.length - named.length } : {}),
      step: titleOf(flow, first.step),
      sinceMs: first.sinceMs,
      ...(first.isBack ? { isBack: true } : {}),
    });
  }
  return found;
}

interface Turn {
  readonly step: InstanceState['visits'][number]['step'];
  readonly person?: ReturnType<typeof holderOf>;
  readonly sinceMs: number;
  readonly isBack: boolean;
}

/** Open tasks, the oldest first; without any, the steps that wait for something else. */
function turnsIn({ status, visits }: InstanceState): readonly Turn[] {
  if (status !== 'running') return [];
  const open = visits.filter((visit) => visit.closedAtMs === undefined);
  const asked = open.flatMap(({ step, kind, seats = [], openedAtMs }) =>
    seats
      .filter((seat) => seat.status === 'open')
      .map((seat) => ({
        step,
        person: holderOf(seat),
        sinceMs: seat.openedAtMs ?? openedAtMs,
        isBack: kind === 'start',
      })),
  );
  const standing = open
    .filter(({ n }) => !open.some(({ parent }) => parent === n))
    .map(({ step, openedAtMs }) => ({ step, sinceMs: openedAtMs, isBack: false }));
  return (asked.length > 0 ? asked : standing).toSorted((a, b) => a.sinceMs - b.sinceMs);
}
