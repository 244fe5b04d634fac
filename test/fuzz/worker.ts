/**
 * Holds inputs to one target, in a process of its own that may hang or die.
 *
 * Shape: a job as JSON in the first argument → a finding a line, and a last line with what was done.
 * The number of the case under way stands in a file, so that whoever watches knows it after a death.
 */

import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { drawn } from './cases.ts';
import type { Finding } from './finding.ts';
import { verdictOf } from './finding.ts';
import { PLANTED } from './planted.ts';
import type { Session, Target } from './target.ts';
import { Witness } from './target.ts';

/** So many cases of a target, or inputs that come one by one. */
export interface Job {
  readonly target: string;
  readonly seed: number;
  /** The first case, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** Where the number of the case under way is written. */
  readonly place: string;
  /** Inputs come as lines of JSON, and each is answered with a line. */
  readonly asked?: true;
}

/** The last line of a worker. */
export interface Done {
  readonly done: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly cpuMs: number;
  readonly slowestMs: number;
}

/** What a worker answers when it is asked. */
export type Answer = Pick<Finding, 'kind' | 'message' | 'signature'> | { readonly kind: 'fine' };

/** The first line of a worker that is asked. */
export interface Ready {
  readonly kind: 'ready';
}

const REPEATS = 3;
/** Findings of one job; more of the same help nobody. */
const FINDINGS_MAX = 20;

const job = JSON.parse(process.argv[2]!) as Job;
const target = PLANTED.find(({ name }) => name === job.target) ?? (await targetNamed(job.target));
const witness = new Witness();
const place = openSync(job.place, 'w');
let slowestMs = 0;

await (job.asked ? answer() : work());
closeSync(place);
// Whatever the product left running is no reason to stay.
process.exit(0);

/** Of all targets only the one: the others take seconds to load. */
async function targetNamed(name: string): Promise<Target> {
  const loaded = (await import(`./targets/${name}.ts`)) as Readonly<Record<string, Target>>;
  return loaded[name]!;
}

async function work(): Promise<void> {
  const startedMs = cpuMs();
  let found = 0;
  let at = job.from;
  let session = await target.open();
  // What is remembered between inputs belongs to a case: its life is lived from the start.
  const { life } = target;
  const first = Number.isFinite(life) ? job.from - (job.from % life) : job.from;
  for (at = first; at < job.to && found < FINDINGS_MAX; at += 1) {
    if (at > first && Number.isFinite(life) && at % life === 0) {
      await session.close?.();
      session = await target.open();
    }
    note(at);
    const input = drawn(session, target.name, job.seed, at);
    const said = await judge(session, input, at >= job.from);
    if (said.kind === 'fine' || at < job.from) continue;
    found += 1;
    say({ finding: { ...said, target: target.name, case: at, input } });
  }
  await session.close?.();
  const done: Done = {
    done: at - job.from,
    counts: witness.counts,
    cpuMs: cpuMs() - startedMs,
    slowestMs,
  };
  say(done);
}

/** An input that took long is tried again: what is slow once may have been in bad company. */
async function judge(session: Session, input: string, isMeasured: boolean): Promise<Answer> {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let n = 0; n < REPEATS && leastMs > target.cpuMsMax; n += 1) {
    const startedMs = cpuMs();
    try {
      await session.hold(input, witness);
    } catch (error) {
      return verdictOf(error);
    }
    leastMs = Math.min(leastMs, cpuMs() - startedMs);
  }
  if (isMeasured) slowestMs = Math.max(slowestMs, leastMs);
  if (leastMs <= target.cpuMsMax) return { kind: 'fine' };
  const message = `${Math.round(leastMs)} ms of processor time; ${target.cpuMsMax} are granted`;
  return { kind: 'slow', message, signature: 'slow' };
}

async function answer(): Promise<void> {
  say({ kind: 'ready' });
  for await (const line of createInterface({ input: process.stdin })) {
    const session = await target.open();
    const said = await judge(session, JSON.parse(line) as string, true);
    await session.close?.();
    say(said);
  }
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function note(at: number): void {
  writeSync(place, String(at).padEnd(12), 0);
}

/** Written at once: a line that waits in a buffer dies with the process. */
function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
