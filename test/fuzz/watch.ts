/** Runs workers, and notices those that hang or die. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Finding } from './finding.ts';
import type { Answer, Done, Job, Ready } from './worker.ts';

/** What a job is given, and how long an input may go on before the worker is killed. */
export interface Watched {
  readonly job: Omit<Job, 'place' | 'asked'>;
  /** Generous: it tells an input that never ends from one that is slow. */
  readonly hangMs: number;
}

/** What became of a job. A `lost` finding has no input yet: its worker could not say it. */
export interface Outcome {
  readonly done: Done | undefined;
  readonly findings: readonly Finding[];
  readonly lost?: Pick<Finding, 'kind' | 'case' | 'message' | 'signature'>;
}

const WORKER = join(import.meta.dirname, 'worker.ts');
const HEAP_MIB = 256;
/** What is young is collected seldom: a tenth less processor time. */
const YOUNG_MIB = 32;
const LOOK_MS = 250;
/** Until its first case a worker loads its target. */
const START_MS = 300_000;
const ERROR_CHARS_MAX = 4_000;

/** Does one job in a process of its own. */
export async function watch({ job, hangMs }: Watched): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'vermilion-fuzz-'));
  const place = join(folder, 'case');
  const child = startWorker({ ...job, place });
  const findings: Finding[] = [];
  let done: Done | undefined;
  let errors = '';
  child.stderr!.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-ERROR_CHARS_MAX);
  });
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const said = readLine(line);
    if (said && 'finding' in said) findings.push(said.finding);
    else if (said) done = said;
  });
  const guard = guardOf(child, place, hangMs);
  const code = await new Promise<string>((resolve) => {
    child.on('close', (status, signal) => resolve(String(signal ?? status)));
  });
  const isHung = guard.stop();
  const at = caseAt(place);
  rmSync(folder, { recursive: true });
  if (done) return { done, findings };
  const why = errors.split('\n').find((line) => /error|fatal/i.test(line)) ?? errors.slice(0, 500);
  const hung = { kind: 'hung', message: `no end after ${hangMs} ms`, signature: 'hung' } as const;
  const died = { kind: 'died', message: `ended with ${code}: ${why}`, signature: 'died' } as const;
  return { done, findings, lost: { ...(isHung ? hung : died), case: at ?? job.from } };
}

function startWorker(job: Job): ChildProcess {
  const limits = [
    `--max-old-space-size=${HEAP_MIB}`,
    `--max-semi-space-size=${YOUNG_MIB}`,
    '--no-warnings',
  ];
  return spawn(process.execPath, [...limits, WORKER, JSON.stringify(job)], {
    stdio: [job.asked ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
}

/** Kills a worker that stands at one case for too long. */
function guardOf(child: ChildProcess, place: string, hangMs: number) {
  let seen: number | undefined;
  let sinceMs = performance.now();
  let isHung = false;
  const timer = setInterval(() => {
    const at = caseAt(place);
    if (at !== seen) {
      seen = at;
      sinceMs = performance.now();
    } else if (performance.now() - sinceMs > (seen === undefined ? START_MS : hangMs)) {
      isHung = true;
      child.kill('SIGKILL');
    }
  }, LOOK_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return isHung;
    },
  };
}

function caseAt(place: string): number | undefined {
  try {
    const text = readFileSync(place, 'utf8');
    return text === '' ? undefined : Number(text);
  } catch {
    return undefined;
  }
}

function readLine(line: string): Done | { readonly finding: Finding } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Asks a worker about inputs one after the other; one that hangs or dies is replaced. */
export class Asked {
  readonly #target: string;
  readonly #hangMs: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'vermilion-fuzz-'));
  #child: Promise<ChildProcess> | undefined;
  /** Who is asked now: one that was killed is heard of later, when another is. */
  #asking: ChildProcess | undefined;
  #told: (answer: Answer) => void = () => {};

  constructor(target: string, hangMs: number) {
    this.#target = target;
    this.#hangMs = hangMs;
  }

  async ask(input: string): Promise<Answer> {
    this.#child ??= this.#start();
    const child = await this.#child;
    this.#asking = child;
    const answer = await new Promise<Answer>((resolve) => {
      const message = `no end after ${this.#hangMs} ms`;
      const timer = setTimeout(() => {
        resolve({ kind: 'hung', message, signature: 'hung' });
        child.kill('SIGKILL');
      }, this.#hangMs);
      this.#told = (told) => {
        clearTimeout(timer);
        resolve(told);
      };
      child.stdin!.write(`${JSON.stringify(input)}\n`);
    });
    this.#asking = undefined;
    if (answer.kind === 'hung' || answer.kind === 'died') this.#child = undefined;
    return answer;
  }

  /** Resolves once the worker has loaded its target, or is gone. */
  #start(): Promise<ChildProcess> {
    const place = join(this.#folder, 'case');
    const job = { target: this.#target, seed: 0, from: 0, to: 0, place, asked: true } as const;
    const child = startWorker(job);
    const tell = (answer: Answer): void => {
      if (this.#asking === child) this.#told(answer);
    };
    let errors = '';
    child.stderr!.on('data', (chunk) => {
      errors = `${errors}${chunk}`.slice(-ERROR_CHARS_MAX);
    });
    child.stdin!.on('error', () => {});
    return new Promise((resolve) => {
      createInterface({ input: child.stdout! }).on('line', (line) => {
        const said = JSON.parse(line) as Answer | Ready;
        if (said.kind === 'ready') resolve(child);
        else tell(said);
      });
      child.on('close', () => {
        tell({ kind: 'died', message: errors, signature: 'died' });
        resolve(child);
      });
    });
  }

  close(): void {
    void this.#child?.then((child) => child.kill('SIGKILL'));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
