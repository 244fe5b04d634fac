/**
 * Named places at which a server can be made to die: each is put into one place of the source as it
 * is loaded (plant.ts). The product knows nothing of them.
 */

export interface Edit {
  /** Below src. */
  readonly file: string;
  /** A text that the file has exactly once. */
  readonly was: string;
  readonly becomes: string;
}

/** Put before, after, or around the text: `@` in `becomes` is the text, `!` the failpoint. */
const at = (file: string, was: string, becomes: string): Edit => ({ file, was, becomes });

const BATCH = 'engine/batch-run.ts';
const LANES = 'store/postgres/connection/lanes.ts';
const TIMERS = 'engine/timer-service.ts';
const OUTBOX = 'engine/outbox-service.ts';
const NOTIFIER = 'store/postgres/connection/notifier.ts';
/** Written so that no template is seen where none is. */
const LISTEN = ['await client.query(`LISTEN ', '{CHANNEL}`);'].join('$');

/** Everything a command, a timer, a message, a start and a stop go through. */
export const FAILPOINTS = {
  'before load': at(BATCH, 'const { groups, replayed } = await load(world, tickets);', '! @'),
  'after load': at(BATCH, 'const { groups, replayed } = await load(world, tickets);', '@ !'),
  'after handle': at(BATCH, 'const writing = handled.filter((one) => one.unit);', '! @'),
  'before refusals are recorded': at(
    BATCH,
    'if (denials.length > 0) await world.store.audit.append(denials);',
    'if (denials.length > 0) { ! } @',
  ),
  'after refusals are recorded': at(
    BATCH,
    'if (denials.length > 0) await world.store.audit.append(denials);',
    '@ if (denials.length > 0) { ! }',
  ),
  'before commit': at(BATCH, 'if (units.length === 0) return [];', '@ !'),
  'after commit': at(
    BATCH,
    'for (const one of handled) {\n    const outcome',
    'if (writing.length > 0) { ! }\n  @',
  ),
  'before an answer': at(
    BATCH,
    'for (const { ticket, answer } of one.answers) ticket.answer(answer);',
    'if (one.unit) { ! } @',
  ),
  'after an answer': at(
    BATCH,
    'for (const { ticket, answer } of one.answers) ticket.answer(answer);',
    '@ if (one.unit) { ! }',
  ),
  'before a transaction': at(LANES, 'const client = await this.#connected();', '@ !'),
  'half a transaction sent': at(
    LANES,
    "sent.push(client.query('COMMIT'));",
    'stream.uncork(); ! @',
  ),
  'a transaction sent': at(LANES, 'stream.uncork();', '@ !'),
  'a transaction answered': at(
    LANES,
    'const failed = [...unprepared, ...settled]',
    'if (write) { ! } @',
  ),
  'before notify': at(NOTIFIER, 'const signals = mergeSignals(this.#waiting);', '! @'),
  'after notify': at(NOTIFIER, 'this.#sending = undefined;\n        if', '! @'),
  'before listen': at(NOTIFIER, LISTEN, '! @'),
  'after listen': at(NOTIFIER, LISTEN, '@ !'),
  'before timers are leased': at(TIMERS, 'const due = await world', '! @'),
  'after timers are leased': at(
    TIMERS,
    'await Promise.all(due.map((timer) => fire(world, timer)));',
    'if (due.length > 0) { ! } @',
  ),
  'after a timer fired': at(TIMERS, 'if (answer.ok) world.metrics', 'if (answer.ok) { ! } @'),
  'before messages are leased': at(OUTBOX, 'const rows = await world', '! @'),
  'after messages are leased': at(
    OUTBOX,
    'await Promise.all(rows.map((row) => deliverAny(world, row)));',
    'if (rows.length > 0) { ! } @',
  ),
  'before a delivery': at(OUTBOX, 'const attempt = row.attempts + 1;\n  const result', '! @'),
  'after a delivery': at(OUTBOX, '// Cut off by a stop:', '!\n  @'),
  'before a visit is settled': at(
    OUTBOX,
    "if (settlement.kind !== 'retry' && row.effect.wait)",
    '! @',
  ),
  'before a message is settled': at(OUTBOX, 'const kept = await world', '! @'),
  'after a message is settled': at(OUTBOX, 'if (!kept) world.log.warn({ id: row.id }', '! @'),
  'before the answer is written': at(
    'server/routes/writes.ts',
    "if (answer.replayed) reply.header('idempotent-replayed', 'true');",
    '! @',
  ),
  'while draining': at('engine/engine.ts', 'await this.#batcher.drain();', '! @'),
  'a migration step': at(
    'store/postgres/migrate.ts',
    'log,\n',
    'log: (line) => { !; log(line); },\n',
  ),
} as const satisfies { readonly [name: string]: Edit };

export type Failpoint = keyof typeof FAILPOINTS;

/** The edit that makes a server die there. */
export function failpointEdit(name: Failpoint): Edit {
  const { file, was, becomes }: Edit = FAILPOINTS[name];
  const here = `globalThis.crashHere(${JSON.stringify(name)});`;
  return { file, was, becomes: becomes.replace('@', () => was).replace('!', () => here) };
}
