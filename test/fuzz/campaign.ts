/** A whole run: targets shared out among processes, findings collected and cut down. */

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseOf } from './cases.ts';
import type { Finding } from './finding.ts';
import { shrink } from './shrink.ts';
import type { Target } from './target.ts';
import type { Outcome } from './watch.ts';
import { watch } from './watch.ts';

/** What a run does. */
export interface Campaign {
  readonly targets: readonly Target[];
  readonly seed: number;
  /** Inputs of all targets together, shared out as the targets say. */
  readonly inputs: number;
  readonly processes: number;
  readonly hangMs: number;
  /** Where findings are kept. */
  readonly results: string;
  readonly say: (line: string) => void;
}

/** A finding as it is told: with its shortest input, and where that is kept. */
export interface Told extends Finding {
  readonly shortest: string;
  readonly file: string;
}

/** What a run came to. */
export interface Result {
  /** Inputs held, by target. */
  readonly inputs: Readonly<Record<string, number>>;
  /** How often each property was held to an input, as `target: property`. */
  readonly held: Readonly<Record<string, number>>;
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly slowestMs: Readonly<Record<string, number>>;
  readonly findings: readonly Told[];
}

/** A run of so many inputs is cut into pieces, so that processes end at about the same time. */
const WHOLE_INPUTS_MAX = 200_000;
const PARTS = 4;
/** Lives of a target that one process sees: a server that was closed leaves a megabyte behind. */
const LIVES_MAX = 20;

interface Piece {
  readonly target: Target;
  readonly from: number;
  readonly to: number;
}

/** Runs everything. One finding of each signature is told. */
export async function runCampaign(campaign: Campaign): Promise<Result> {
  const tally = new Tally();
  const pieces = piecesOf(campaign);
  const lanes = Array.from({ length: campaign.processes }, async () => {
    for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
      await doPiece(campaign, piece, tally);
    }
  });
  await Promise.all(lanes);
  const waiting = [...tally.findings.values()];
  const told: Told[] = [];
  const tellers = Array.from({ length: campaign.processes }, async () => {
    for (let finding = waiting.shift(); finding; finding = waiting.shift()) {
      told.push(await tell(campaign, finding));
    }
  });
  await Promise.all(tellers);
  return { ...tally, findings: told };
}

/** Every target in some pieces. */
function piecesOf({ targets, inputs }: Campaign): Piece[] {
  const shares = targets.reduce((sum, { share }) => sum + share, 0) || targets.length;
  return targets.flatMap((target) => {
    const count = Math.max(1, Math.round((inputs * (target.share || 1)) / shares));
    const lives = Math.ceil(count / (target.life * LIVES_MAX));
    const parts = Math.max(lives, inputs > WHOLE_INPUTS_MAX ? PARTS : 1);
    return Array.from({ length: parts }, (_, n) => ({
      target,
      from: Math.floor((count * n) / parts),
      to: Math.floor((count * (n + 1)) / parts),
    }));
  });
}

async function doPiece(campaign: Campaign, piece: Piece, tally: Tally): Promise<void> {
  const { seed, hangMs, say } = campaign;
  const { name } = piece.target;
  for (let { from } = piece; from < piece.to; ) {
    const job = { target: name, seed, from, to: piece.to };
    const outcome = await watch({ job, hangMs });
    tally.add(name, from, outcome);
    const { lost, done } = outcome;
    if (!lost) {
      const { cpuMs = 0 } = done ?? {};
      say(
        `${name}: ${piece.from} to ${piece.to}, ${(cpuMs / 1_000).toFixed(1)} s of processor time`,
      );
      return;
    }
    if (tally.isNew(name, lost.signature)) {
      tally.keep({ ...lost, target: name, input: await caseOf(piece.target, seed, lost.case) });
    }
    from = Math.max(from, lost.case) + 1;
  }
}

class Tally {
  readonly inputs: Record<string, number> = {};
  readonly held: Record<string, number> = {};
  readonly cpuMs: Record<string, number> = {};
  readonly slowestMs: Record<string, number> = {};
  readonly findings = new Map<string, Finding>();

  add(name: string, from: number, { done, findings, lost }: Outcome): void {
    const count = done?.done ?? Math.max(0, (lost?.case ?? from) - from + 1);
    this.inputs[name] = (this.inputs[name] ?? 0) + count;
    this.cpuMs[name] = (this.cpuMs[name] ?? 0) + (done?.cpuMs ?? 0);
    this.slowestMs[name] = Math.max(this.slowestMs[name] ?? 0, done?.slowestMs ?? 0);
    for (const [property, times] of Object.entries(done?.counts ?? {})) {
      const key = `${name}: ${property}`;
      this.held[key] = (this.held[key] ?? 0) + times;
    }
    for (const finding of findings) {
      if (this.isNew(name, finding.signature)) this.keep(finding);
    }
  }

  isNew(target: string, signature: string): boolean {
    return !this.findings.has(`${target} ${signature}`);
  }

  keep(finding: Finding): void {
    this.findings.set(`${finding.target} ${finding.signature}`, finding);
  }
}

async function tell(campaign: Campaign, finding: Finding): Promise<Told> {
  const { targets, hangMs, results } = campaign;
  const { shape } = targets.find(({ name }) => name === finding.target)!;
  const shortest = await shrink(finding, shape, hangMs);
  mkdirSync(results, { recursive: true });
  const digest = createHash('sha256').update(shortest).digest('hex').slice(0, 8);
  const file = join(results, `${finding.target}.${finding.kind}-${digest}`);
  writeFileSync(file, shortest);
  return { ...finding, shortest, file };
}
