/** Backup signers (R9.5): who is asked when a voter is away, or does not answer in time. */

import type { CompiledFlow } from '../compile.ts';
import type { ApprovalStep, HandleStep } from '../definition.ts';
import type { PersonId } from '../words.ts';
import { resolveAll } from './resolve.ts';
import type { PeopleScope } from './scope.ts';

/** The next of a voter's stand-ins who is there and fit; undefined when nobody is left. */
export function nextStandIn(
  flow: CompiledFlow,
  step: ApprovalStep | HandleStep,
  voter: PersonId,
  scope: PeopleScope,
  isFit: (id: PersonId) => boolean,
): PersonId | undefined {
  const pool = step.standIns?.find(({ for: whose }) => {
    if (!whose) return true;
    const found = resolveAll(flow, whose, scope);
    return found.ok && found.people.includes(voter);
  });
  if (!pool) return undefined;
  const found = resolveAll(flow, pool.ask, scope);
  if (!found.ok) return undefined;
  const isThere = (id: PersonId) => scope.directory.person(id)?.active === true && id !== voter;
  return found.people.find((id) => isThere(id) && isFit(id));
}
