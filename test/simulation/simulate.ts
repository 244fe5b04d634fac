/**
 * Simulates seeds and says what was found.
 *
 *   npm run simulate -- --from 1 --seeds 1000   the seeds 1 to 1000
 *   npm run simulate -- --plan plan.json        a plan that was kept
 *   npm run simulate -- --until-broken          stop at the first violation
 *   npm run simulate -- --shrink                … and cut it down to a small plan
 *   npm run simulate -- --bug <id>              with a planted bug (bugs.ts)
 *
 * The last line is one JSON object of type Findings. Exit code 1: something was broken.
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Plan, Report } from '../../src/testing/simulator/index.ts';
import { planOf, setTraps, shrink, simulate } from '../../src/testing/simulator/index.ts';

/** What a range of seeds came to. */
export interface Findings {
  readonly seeds: number;
  readonly steps: number;
  readonly commits: number;
  readonly virtualDays: number;
  readonly struck: { readonly [kind: string]: number };
  readonly exercised: { readonly [what: string]: number };
  readonly hashes: { readonly [seed: string]: string };
  readonly broken: readonly Broken[];
}

export interface Broken {
  readonly seed: number;
  readonly id: string;
  readonly message: string;
  /** Present with `--shrink`: the smallest plan found that breaks the same, and its steps. */
  readonly plan?: Plan;
  readonly steps?: number;
}

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '100' },
    plan: { type: 'string' },
    bug: { type: 'string' },
    'until-broken': { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
  },
});

const clock = performance.now.bind(performance);

async function runPlan(path: string): Promise<Findings> {
  const totals = new Totals();
  const plan = JSON.parse(readFileSync(path, 'utf8')) as Plan;
  totals.add(plan.seed, await simulate(plan));
  return totals.findings();
}

async function runSeeds(): Promise<Findings> {
  const from = Number(values.from);
  const count = Number(values.seeds);
  const totals = new Totals();
  let shownAtMs = clock();
  for (let seed = from; seed < from + count; seed++) {
    const report = await simulate(planOf(seed));
    const broken = totals.add(seed, report);
    if (broken && values.shrink) await totals.shrinkLast();
    if (broken && (values.shrink || values['until-broken'])) break;
    if (clock() - shownAtMs < 10_000) continue;
    shownAtMs = clock();
    process.stderr.write(`seed ${seed}, ${from + count - 1 - seed} to go\n`);
  }
  return totals.findings();
}

class Totals {
  readonly #sums = { seeds: 0, steps: 0, commits: 0, virtualMs: 0 };
  readonly #struck: Record<string, number> = {};
  readonly #exercised: Record<string, number> = {};
  readonly #hashes: Record<string, string> = {};
  readonly #broken: Broken[] = [];

  /** Whether the report tells of something broken. */
  add(seed: number, report: Report): boolean {
    this.#sums.seeds += 1;
    this.#sums.steps += report.steps;
    this.#sums.commits += report.commits;
    this.#sums.virtualMs += report.virtualMs;
    for (const [kind, times] of report.struck)
      this.#struck[kind] = (this.#struck[kind] ?? 0) + times;
    for (const [what, times] of report.exercised) {
      this.#exercised[what] = (this.#exercised[what] ?? 0) + times;
    }
    this.#hashes[seed] = report.hash;
    if (report.violation) this.#broken.push({ seed, ...report.violation });
    return report.violation !== undefined;
  }

  async shrinkLast(): Promise<void> {
    const last = this.#broken.pop()!;
    const { plan, report } = await shrink(planOf(last.seed));
    this.#broken.push({ seed: last.seed, ...report.violation!, plan, steps: report.steps });
  }

  findings(): Findings {
    const { virtualMs, ...sums } = this.#sums;
    return {
      ...sums,
      virtualDays: Math.round(virtualMs / 86_400_000),
      struck: this.#struck,
      exercised: this.#exercised,
      hashes: this.#hashes,
      broken: this.#broken,
    };
  }
}

setTraps();
const findings = values.plan === undefined ? await runSeeds() : await runPlan(values.plan);
console.log(JSON.stringify(findings));
process.exitCode = findings.broken.length > 0 ? 1 : 0;
