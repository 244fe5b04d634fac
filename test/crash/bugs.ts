/**
 * Mistakes that only a fall brings to light, each planted by changing one place of the source as it
 * is loaded; the crash runs must catch every one. The product has no switch for them.
 */

import type { Edit } from './failpoints.ts';

/** For the control of the power losses: a server that takes a database which does not sync. */
export const UNSYNCED: Edit = {
  file: 'store/postgres/store.ts',
  was: 'if (!ok && !options.allowDegraded) {',
  becomes: 'if (!ok && !options.allowDegraded && ok) {',
};

export const BUGS: { readonly [name: string]: Edit & { readonly only: readonly string[] } } = {
  'an answer goes out before the commit': {
    file: 'engine/batch-run.ts',
    was: 'const outcomes = await commit(',
    becomes: `for (const one of handled) if (one.unit)
    for (const { ticket, answer } of one.answers) ticket.answer(answer);
  const outcomes = await commit(`,
    only: ['kill a server', 'kill all', 'before commit', 'half a transaction'],
  },
  'the key of a command is not looked up': {
    file: 'engine/batch-run.ts',
    was: 'if (!first) continue;',
    becomes: 'if (ticket.tries < 99 || !first) continue;',
    only: ['answer', 'commit'],
  },
  'a message is settled as it is sent': {
    file: 'engine/outbox-service.ts',
    was: 'const attempt = row.attempts + 1;\n  const result',
    becomes: `const attempt = row.attempts + 1;
  await world.store.outbox.settle(row.tenant, row.id, row.fence, {
    kind: 'delivered', atMs: world.clock.nowMs(), status: 200,
  });
  const result`,
    only: ['kill', 'delivery'],
  },
  'a cursor moves on before its events are taken': {
    file: 'engine/sink-service.ts',
    was: 'if (news.events.length > 0) await sink.take(news.events, signal);',
    becomes: 'if (news.events.length > 0) void sink.take(news.events, signal).catch(() => {});',
    only: ['kill a server', 'kill all', 'kill the broker'],
  },
  'a lost lease may settle': {
    file: 'store/postgres/outbox.ts',
    was: "WHERE tenant = $1 AND id = $2 AND fence = $3 AND status = 'pending' RETURNING true",
    becomes: 'WHERE tenant = $1 AND id = $2 AND $3::bigint >= 0 RETURNING true',
    only: ['freeze', 'silent', 'slow', 'not heard', 'kill a server'],
  },
  'a leased timer is gone': {
    file: 'store/postgres/timers.ts',
    was: ' + $2, owner = $3',
    becomes: ' + $2 + 900000000, owner = $3',
    only: ['kill', 'timer'],
  },
  'messages of an instance leave in any order': {
    file: 'store/postgres/outbox.ts',
    was: 'AND (p.position, p.id) < (o.position, o.id)',
    becomes: 'AND false',
    only: ['kill', 'refuses'],
  },
  'a commit does not look at the sequence': {
    file: 'store/postgres/commit/statement.ts',
    was: 'AND i.seq = r.expected_seq',
    becomes: 'AND r.expected_seq > 0',
    only: ['kill a server'],
  },
  'an unknown commit is taken for done': {
    file: 'engine/batcher.ts',
    was: 'if (isHopeless(fault)) return this.#afterHopeless(batch, fault);',
    becomes: `if (isHopeless(fault)) return this.#afterHopeless(batch, fault);
    if (fault instanceof Error && 'code' in fault && fault.code === 'store.unknown-outcome') {
      for (const { request, answer } of batch) answer({
        ok: true, replayed: false,
        result: { instance: request.instance, seq: 1, status: 'running', waitingFor: [], incidents: [] },
      });
      return [];
    }`,
    only: ['cut off', 'kill a backend', 'kill the database', 'end all'],
  },
  'a batch that was lost is tried without a look': {
    file: 'engine/batcher.ts',
    was: 'ticket.fresh = true;\n      this.#world.hot.delete(instanceKey(ticket.request));',
    becomes: "ticket.fresh = true; (ticket.request as { key: string }).key += '!';",
    only: ['cut off', 'commit', 'kill a backend', 'end all'],
  },
  'a silent database is waited for': {
    file: 'store/silence.ts',
    was: 'if (stream.bytesRead === heard) stream.destroy();\n      else listen();',
    becomes: 'listen();',
    only: ['without a word'],
  },
  'a node goes by its own clock': {
    file: 'engine/store-clock.ts',
    was: 'base.nowMs() - aheadMs',
    becomes: 'base.nowMs()',
    only: ['clock'],
  },
};
