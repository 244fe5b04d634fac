/** Sites that accept commands apart from each other: which knew of what, and how they agree (R13.4). */

import type { Command } from './commands.ts';
import type { CompiledFlow } from './compile.ts';
import type { Context } from './context.ts';
import type { RepairPolicy } from './definition.ts';
import type { Event } from './events.ts';
import { handle } from './handle/index.ts';
import type { Refusal } from './refusals.ts';
import type { InstanceState } from './state.ts';

/** How many commands of each site have been seen; a site that is not named counts as 0. */
export interface VersionVector {
  readonly [site: string]: number;
}

export type Precedence = 'equal' | 'before' | 'after' | 'concurrent';

/** How `a` stands to `b`: it knows the same, less, more, or each knows what the other does not. */
export function compareVersions(a: VersionVector, b: VersionVector): Precedence {
  const sites = new Set([...Object.keys(a), ...Object.keys(b)]);
  let isLess = false;
  let isMore = false;
  for (const site of sites) {
    const [ours, theirs] = [seen(a, site), seen(b, site)];
    isLess ||= ours < theirs;
    isMore ||= ours > theirs;
  }
  if (isLess && isMore) return 'concurrent';
  if (isLess) return 'before';
  return isMore ? 'after' : 'equal';
}

/** What is known once both are: the least vector that is before neither. */
export function joinVersions(a: VersionVector, b: VersionVector): VersionVector {
  const sites = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(sites.map((site) => [site, Math.max(seen(a, site), seen(b, site))]));
}

/** The vector after one more command of the site. */
export function tickVersion(vector: VersionVector, site: string): VersionVector {
  return { ...vector, [site]: seen(vector, site) + 1 };
}

function seen(vector: VersionVector, site: string): number {
  return Object.hasOwn(vector, site) ? (vector[site] ?? 0) : 0;
}

/** A command that a site accepted, with what it knew when it did, this command included. */
export interface SiteCommand {
  readonly site: string;
  readonly version: VersionVector;
  readonly command: Command;
  readonly context: Context;
}

export interface Dropped {
  readonly decision: SiteCommand;
  /** Absent where the policy set the decision aside without trying it. */
  readonly refusal?: Refusal;
}

export type Reconciled =
  | {
      readonly kind: 'agreed';
      readonly state: InstanceState;
      readonly events: readonly Event[];
      readonly version: VersionVector;
      /** What holds, in this order. */
      readonly held: readonly SiteCommand[];
      /** What a site had accepted and does not hold; whoever decided has to be told. */
      readonly dropped: readonly Dropped[];
    }
  /** Nothing was decided: the sites’ decisions, for the person who will. */
  | { readonly kind: 'escalated'; readonly decisions: readonly SiteCommand[] };

/**
 * Brings the decisions of sites together that started from one state.
 * Shape: (flow, the state that all knew and its vector, what each accepted since, policy) → one
 * state that every site computes alike, whatever order the decisions come in.
 * Rules: R13.4. Where nothing was concurrent every policy gives the same.
 */
export function reconcile(
  flow: CompiledFlow,
  base: { readonly state: InstanceState; readonly version: VersionVector },
  decisions: readonly SiteCommand[],
  policy: RepairPolicy,
): Reconciled {
  const ordered = inOrder(decisions);
  const isTorn = ordered.some((one) =>
    ordered.some((other) => compareVersions(one.version, other.version) === 'concurrent'),
  );
  if (isTorn && policy === 'escalate') return { kind: 'escalated', decisions: ordered };
  const kept = isTorn && policy === 'last-writer' ? knownTo(latest(ordered), ordered) : ordered;
  const dropped: Dropped[] = ordered
    .filter((decision) => !kept.includes(decision))
    .map((decision) => ({ decision }));
  const events: Event[] = [];
  const held: SiteCommand[] = [];
  let { state, version } = base;
  for (const decision of kept) {
    const answer = handle(flow, state, decision.command, decision.context);
    if (answer.ok) {
      state = answer.state;
      events.push(...answer.events);
      held.push(decision);
    } else dropped.push({ decision, ...(answer.refusal ? { refusal: answer.refusal } : {}) });
  }
  for (const decision of ordered) version = joinVersions(version, decision.version);
  return { kind: 'agreed', state, events, version, held, dropped };
}

/** The decision and all that its site knew of when it was made. */
function knownTo(last: SiteCommand, decisions: readonly SiteCommand[]): readonly SiteCommand[] {
  return decisions.filter(({ version }) =>
    ['before', 'equal'].includes(compareVersions(version, last.version)),
  );
}

/** What is known stands before what knew it; of the others the earliest first, then by site. */
function inOrder(decisions: readonly SiteCommand[]): readonly SiteCommand[] {
  const ordered: SiteCommand[] = [];
  let left = decisions.toSorted(byTime);
  while (left.length > 0) {
    const next = left.find(
      (one) => !left.some((other) => compareVersions(other.version, one.version) === 'before'),
    )!;
    ordered.push(next);
    left = left.filter((one) => one !== next);
  }
  return ordered;
}

function latest(decisions: readonly SiteCommand[]): SiteCommand {
  return decisions
    .filter((one) =>
      decisions.every((other) => compareVersions(one.version, other.version) !== 'before'),
    )
    .toSorted(byTime)
    .at(-1)!;
}

function byTime(a: SiteCommand, b: SiteCommand): number {
  return a.context.nowMs - b.context.nowMs || (a.site < b.site ? -1 : 1);
}
