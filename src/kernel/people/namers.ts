/** Which steps a vote leads to next: there alone may a voter name the people (R3.1). */

import type { Step } from '../definition.ts';
import type { StepId } from '../words.ts';
import { chooseOf } from './chosen.ts';

/** A step with what comes behind it: the next of its list, else what is behind its container. */
interface Link {
  readonly step: Step;
  readonly behind: Link | undefined;
  readonly branches: readonly (Link | undefined)[];
}

type Links = ReadonlyMap<StepId, Link>;

/** For each step whose people the voter before names: the steps whose voters come before it. */
export function namersOf(steps: readonly Step[]): ReadonlyMap<StepId, ReadonlySet<StepId>> {
  return votersBefore(steps, (step) => chooseOf(step)?.by === 'previous');
}

/** For each step that is wanted: the steps that ask somebody right before it. */
export function votersBefore(
  steps: readonly Step[],
  isWanted: (step: Step) => boolean,
): ReadonlyMap<StepId, ReadonlySet<StepId>> {
  const links = new Map<StepId, Link>();
  linked(steps, undefined, links);
  const before = new Map<StepId, Set<StepId>>();
  for (const [id, { step }] of links) if (isWanted(step)) before.set(id, new Set());
  if (before.size === 0) return before;
  for (const [from, link] of links) {
    if (!asks(link)) continue;
    for (const next of followers(links, link)) before.get(next)?.add(from);
  }
  return before;
}

/** Links a list from its end; gives its first step. */
function linked(
  steps: readonly Step[],
  beyond: Link | undefined,
  into: Map<StepId, Link>,
): Link | undefined {
  let behind = beyond;
  for (const step of steps.toReversed()) {
    const inner = 'branches' in step ? step.branches : [];
    const next: Link | undefined = behind;
    const branches = inner.map((branch) => linked(branch.steps, next, into));
    behind = { step, behind: next, branches };
    into.set(step.id, behind);
  }
  return behind;
}

function asks({ step }: Link): boolean {
  return step.kind === 'approval' || step.kind === 'handle';
}

/** The steps that may be entered next behind a step, up to those that ask somebody. */
function followers(links: Links, from: Link): ReadonlySet<StepId> {
  const found = new Set<StepId>();
  const agenda: (Link | undefined)[] = [from.behind];
  const seen = new Set<Link>();
  while (agenda.length > 0) {
    const link = agenda.pop();
    if (!link || seen.has(link)) continue;
    seen.add(link);
    found.add(link.step.id);
    if (link.step.skip !== undefined) agenda.push(link.behind);
    if (!asks(link)) agenda.push(...past(links, link));
  }
  return found;
}

/** Where a step that asks nobody leads to. */
function past(links: Links, { step, behind, branches }: Link): readonly (Link | undefined)[] {
  if (step.kind === 'end') return [];
  if (step.kind === 'goto') return [links.get(step.to)];
  return branches.length > 0 ? branches : [behind];
}
