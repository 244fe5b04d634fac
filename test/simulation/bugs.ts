/**
 * The bug bank: mistakes that somebody could make, each planted by changing one place of the source
 * as it is loaded (plant.ts). The product has no switch for them.
 */

export interface Bug {
  /** Below src. */
  readonly file: string;
  /** A text that the file has exactly once. */
  readonly was: string;
  readonly becomes: string;
  /** The search begins at this seed, because another one found it late; it goes on from there. */
  readonly near?: number;
}

export const BUGS: { readonly [id: string]: Bug } = {
  'a conflict is answered as done': {
    file: 'engine/batch-run.ts',
    was: "const outcome = one.unit ? outcomes[writing.indexOf(one)] : 'committed';",
    becomes: "const outcome = 'committed' as string;",
  },
  'the key of a command is forgotten': {
    file: 'engine/batch-run.ts',
    was: 'key: request.key,',
    becomes: 'key: request.key + nowMs,',
  },
  'an effect is not written out': {
    file: 'engine/batch-run.ts',
    was: 'of effects)',
    becomes: 'of effects.slice(1))',
  },
  'rows are made from the new state alone': {
    file: 'engine/batch-run.ts',
    was: 'changes: changes(before, state),',
    becomes: 'changes: changes(undefined, state),',
  },
  'a record is left out of its seal': {
    file: 'store/memory/tables.ts',
    was: 'const digests = sealed.map((record) => record.digest);',
    becomes: 'const digests = sealed.slice(1).map((record) => record.digest);',
  },
  'two commits follow the same seal': {
    file: 'store/memory/tables.ts',
    was: 'log.head = frozen({ ...log.head, position: last.position, hash });',
    becomes: 'log.head = frozen({ ...log.head, position: last.position });',
  },
  'an act leaves no audit record': {
    file: 'engine/batch-run.ts',
    was: 'this.#audit.push(auditOf(request, nowMs));',
    becomes: '',
  },
  'a refusal from memory is believed': {
    file: 'engine/batch-run.ts',
    was: 'if (this.#group.remembered) {',
    becomes: 'if (this.#group.remembered && ticket.requestHash === "-") {',
  },
  'a message is settled before its instance is told': {
    file: 'engine/outbox-service.ts',
    was: "if (settlement.kind !== 'retry' && row.effect.wait) await settleVisit(world, row, settlement);",
    becomes: `if (settlement.kind !== 'retry' && row.effect.wait) {
      await world.store.outbox.settle(row.tenant, row.id, row.fence, settlement);
      await settleVisit(world, row, settlement);
    }`,
    near: 63,
  },
  'a failed delivery counts as delivered': {
    file: 'engine/outbox-service.ts',
    was: "if (result.kind === 'delivered') return",
    becomes: "if (result.kind !== 'refused') return",
  },
  'a lost lease may settle': {
    file: 'store/memory/work.ts',
    was: "entry?.status !== 'pending' || entry.fence !== fence",
    becomes: "entry?.status !== 'pending'",
    near: 136,
  },
  'messages leave in any order': {
    file: 'store/memory/work.ts',
    was: 'if (!other || inLine(entry, other) < 0)',
    becomes: 'if (!other || inLine(entry, other) > 0)',
  },
  'a commit does not look at the sequence': {
    file: 'store/memory/instances.ts',
    was: "if ((before?.stored.seq ?? 0) !== unit.expectedSeq) return 'conflict';",
    becomes: '',
  },
  'a timer that is gone stays': {
    file: 'store/memory/instances.ts',
    was: 'tables.timers.delete(keyOf(tenant, instance, visit, rung));',
    becomes: '',
  },
  'time goes back with the clock': {
    file: 'kernel/run.ts',
    was: 'this.atMs = Math.max(context.nowMs, state?.updatedAtMs ?? 0);',
    becomes: 'this.atMs = context.nowMs;',
  },
  'a share is met by more than it only': {
    file: 'kernel/ballot.ts',
    was: 'reached.weight * share[1] >= base.weight * share[0]',
    becomes: 'reached.weight * share[1] > base.weight * share[0]',
  },
  'a veto is not heard': {
    file: 'kernel/ballot.ts',
    was: "if (vetoed) return decided('rejected', 'veto');",
    becomes: '',
    near: 71,
  },
  'one of all is enough': {
    file: 'kernel/ballot.ts',
    was: "return pending ? OPEN : decided('passed', 'all-approved');",
    becomes: "return pending && !seats.some(isFor) ? OPEN : decided('passed', 'all-approved');",
  },
  'a join fires one branch early': {
    file: 'kernel/walk.ts',
    was: '>= Math.min(needed, branches)',
    becomes: '>= Math.min(needed, branches) - 1',
  },
  'a join leaves the others running': {
    file: 'kernel/walk.ts',
    was: "cancelInside(run, container.n, 'join');",
    becomes: '',
  },
  'a return leaves tasks open': {
    file: 'kernel/return.ts',
    was: 'retired: covered.filter(isLive).map((visit) => visit.n),',
    becomes: 'retired: covered.filter(isLive).slice(1).map((visit) => visit.n),',
  },
  'a return takes the siblings along': {
    file: 'kernel/return.ts',
    was: 'let member = visit;',
    becomes: 'if (visit.n > top.n) return true;\n    let member = visit;',
  },
  'a return forgets the way back': {
    file: 'kernel/return.ts',
    was: "const back = how.resume === 'back' ? backTo(from) : undefined;",
    becomes: 'const back = undefined;',
  },
  'the initiator approves': {
    file: 'kernel/people/initiator.ts',
    was: "if (policy === 'allow' || !people",
    becomes: "if (policy !== 'forbid' || !people",
  },
  'duties are not kept apart': {
    file: 'kernel/people/duty.ts',
    was: 'const kept = people.filter((id) => !out.has(id));',
    becomes: 'const kept = people;',
    near: 171,
  },
  'anybody may vote': {
    file: 'kernel/handle/task.ts',
    was: "actor.kind !== 'person' || whose(seat) !== actor.id",
    becomes: "actor.kind !== 'person'",
  },
  'the owner votes while another is asked': {
    file: 'kernel/handle/task.ts',
    was: "return delegate === undefined ? claimed(run, task) : refusal('task.delegated', { to: delegate });",
    becomes: 'return claimed(run, task);',
    near: 25,
  },
  'an ended instance takes acts': {
    file: 'kernel/apply.ts',
    was: `        ...(state.clock ? { clock: { timers: [] } } : {}),
        visits: state.visits.map((visit) =>
          isLive(visit) ? closed(visit, 'cancelled', event) : visit,
        ),
      };
    case 'SeatReplaced':`,
    becomes: `        ...(state.clock ? { clock: { timers: [] } } : {}),
      };
    case 'SeatReplaced':`,
  },
  'a rung fires before its time': {
    file: 'store/memory/work.ts',
    was: '.filter(([, entry]) => entry.readyAtMs <= nowMs)',
    becomes: '.filter(([, entry]) => entry.readyAtMs <= nowMs + 900_000)',
  },
  'a rung that is armed again has fired for good': {
    file: 'engine/timer-service.ts',
    was: 'const { tenant, instance, visit, rung, dueAtMs, leasedAtMs } = timer;',
    becomes: 'const { tenant, instance, visit, rung, leasedAtMs } = timer; const dueAtMs = 0;',
  },
  'a fork loses a branch': {
    file: 'kernel/enter/fork.ts',
    was: 'return branches.toReversed().map(',
    becomes: 'return branches.slice(1).toReversed().map(',
  },
  'the clock runs while the initiator has it': {
    file: 'kernel/clock.ts',
    was: "if (run.flow.definition.clocks !== 'stop-while-returned') return;",
    becomes: 'return;',
    near: 21,
  },
};
