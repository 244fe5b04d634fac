/** Instances: load, compare-and-set, journal and lists. */

import type { TenantId } from '../../kernel/index.ts';
import { typedNumber } from '../../kernel/index.ts';
import { amountPattern, compareText, pageLimit } from '../paging.ts';
import type {
  CommitOutcome,
  CommitUnit,
  InstanceFilter,
  InstanceHeader,
  InstancePosition,
  InstanceStore,
  Signal,
  Wanted,
} from '../port.ts';
import { signalOf } from '../signals.ts';
import type { InstanceEntry, Tables } from './tables.ts';
import { appendAudit, frozen, keyOf } from './tables.ts';

/** Instances over the given tables; `committed` hears what was written. */
export function memoryInstances(
  tables: Tables,
  clock: () => number,
  committed: (signals: readonly Signal[]) => void,
): InstanceStore {
  return {
    async load(instances, answers) {
      return {
        instances: instances.map((key) => {
          const entry = tables.instances.get(keyOf(key.tenant, key.instance));
          return entry && { ...entry.stored, since: eventsSince(entry) };
        }),
        answers: answers.map(({ tenant, key }) => tables.answers.get(keyOf(tenant, key))),
      };
    },
    async commit(units) {
      const outcomes = units.map((unit) => commitUnit(tables, clock, unit));
      const written = units.filter((_, i) => outcomes[i] === 'committed');
      if (written.length > 0) committed(written.map(signalOf));
      return outcomes;
    },
    async remember(tenant, answer) {
      const key = keyOf(tenant, answer.key);
      if (tables.answers.has(key)) return false;
      tables.answers.set(key, frozen(answer));
      return true;
    },
    async journal(key, page) {
      const rows = tables.instances.get(keyOf(key.tenant, key.instance))?.journal ?? [];
      const after = page.after ?? 0;
      return rows.filter((row) => row.firstSeq > after).slice(0, pageLimit(page));
    },
    async header(key) {
      return tables.instances.get(keyOf(key.tenant, key.instance))?.header;
    },
    async list(tenant, filter, page) {
      const limit = pageLimit(page);
      return behind(tables, tenant, filter, page.after)
        .slice(0, filter.among)
        .filter(({ outcome }) => filter.outcome === undefined || outcome === filter.outcome)
        .filter((header) => filter.about === undefined || isAbout(header, filter.about))
        .slice(0, limit);
    },
    async nth(tenant, filter, { after, n }) {
      const found = behind(tables, tenant, filter, after)[n - 1];
      return found && { startedAtMs: found.startedAtMs, instance: found.instance };
    },
  };
}

/** Newest first. */
function behind(
  tables: Tables,
  tenant: TenantId,
  { initiator, flow, status }: InstanceFilter,
  after: InstancePosition | undefined,
): readonly InstanceHeader[] {
  return [...tables.instances.values()]
    .map((entry) => entry.header)
    .filter(
      (header) =>
        header.tenant === tenant &&
        (initiator === undefined || header.initiator === initiator) &&
        (flow === undefined || header.flow === flow) &&
        (status === undefined || header.status === status) &&
        (after === undefined || newestFirst(after, header) < 0),
    )
    .sort(newestFirst);
}

export function isAbout(
  { subject, instance, initiator }: Pick<InstanceHeader, 'subject' | 'instance' | 'initiator'>,
  about: readonly Wanted[],
): boolean {
  return about.every(({ text, amount, initiators }) => {
    const end = typedNumber(text);
    return (
      (end !== undefined && instance.endsWith(end)) ||
      subject.toLowerCase().includes(text.toLowerCase()) ||
      (amount !== undefined && new RegExp(amountPattern(amount)).test(subject)) ||
      initiators?.includes(initiator) === true
    );
  });
}

function eventsSince({ stored, journal }: InstanceEntry): readonly string[] {
  return journal.filter((row) => row.firstSeq > stored.snapshotSeq).map((row) => row.events);
}

function newestFirst(
  a: Pick<InstanceHeader, 'startedAtMs' | 'instance'>,
  b: Pick<InstanceHeader, 'startedAtMs' | 'instance'>,
): number {
  return b.startedAtMs - a.startedAtMs || compareText(b.instance, a.instance);
}

function commitUnit(tables: Tables, clock: () => number, unit: CommitUnit): CommitOutcome {
  const keys = unit.answers.map((answer) => keyOf(unit.tenant, answer.key));
  if (keys.some((key) => tables.answers.has(key)) || new Set(keys).size < keys.length) {
    return 'duplicate';
  }
  const place = keyOf(unit.tenant, unit.instance);
  const before = tables.instances.get(place);
  if ((before?.stored.seq ?? 0) !== unit.expectedSeq) return 'conflict';
  if (!tables.tenants.has(unit.tenant)) tables.tenants.set(unit.tenant, unit.tenant);
  const { tenant, instance, seq, snapshot } = unit;
  const stored =
    snapshot === undefined ? { ...before!.stored, seq } : { snapshot, snapshotSeq: seq, seq };
  tables.instances.set(place, {
    stored: frozen({ tenant, instance, ...stored }),
    header: frozen(unit.header),
    journal: [...(before?.journal ?? []), ...unit.journal.map(frozen)],
  });
  unit.answers.forEach((answer, i) => {
    tables.answers.set(keys[i]!, frozen(answer));
  });
  writeChanges(tables, unit);
  for (const row of unit.outbox) {
    tables.outbox.set(keyOf(row.tenant, row.id), {
      row: frozen(row),
      status: 'pending',
      readyAtMs: clock(),
      attempts: 0,
      fence: 0,
    });
  }
  appendAudit(tables, ...unit.audit);
  return 'committed';
}

function writeChanges(tables: Tables, unit: CommitUnit): void {
  const { tasks, timersArmed, timersGone, waitsOpened, waitsGone, notices } = unit.changes;
  for (const task of tasks) tables.tasks.set(keyOf(task.tenant, task.id), frozen(task));
  for (const { tenant, instance, visit, rung } of timersGone) {
    tables.timers.delete(keyOf(tenant, instance, visit, rung));
  }
  for (const timer of timersArmed) {
    const { tenant, instance, visit, rung, dueAtMs } = timer;
    tables.timers.set(keyOf(tenant, instance, visit, rung), {
      timer: frozen({ tenant, instance, visit, rung, dueAtMs }),
      readyAtMs: dueAtMs,
    });
  }
  for (const { tenant, instance, visit } of waitsGone) {
    tables.waiting.delete(keyOf(tenant, instance, visit));
  }
  for (const wait of waitsOpened) {
    tables.waiting.set(keyOf(wait.tenant, wait.instance, wait.visit), frozen(wait));
  }
  for (const notice of notices) {
    const key = keyOf(notice.tenant, notice.person, notice.instance);
    if (!tables.notices.has(key)) tables.notices.set(key, frozen(notice));
  }
}
