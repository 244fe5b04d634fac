/** What becomes of an initiator who is found among those asked (R3.5). */

import type { InitiatorPolicy } from '../definition.ts';
import type { PeopleStage } from '../events.ts';
import type { PersonId } from '../words.ts';
import { managersOf } from './resolve.ts';
import type { PeopleScope } from './scope.ts';

/** What the stages after the resolvers work on. */
export interface Search {
  readonly scope: PeopleScope;
  readonly excepted: readonly PersonId[];
  readonly stages: PeopleStage[];
}

/** The people with the initiator left, dropped or replaced as the policy says. */
export function applyInitiatorPolicy(
  people: readonly PersonId[],
  policy: InitiatorPolicy,
  { scope, excepted, stages }: Search,
): readonly PersonId[] {
  if (policy === 'allow' || !people.includes(scope.initiator)) return people;
  const instead = standIn(policy, scope, excepted);
  const replaced = people.flatMap((id) => {
    if (id !== scope.initiator) return [id];
    return instead !== undefined && !people.includes(instead) ? [instead] : [];
  });
  stages.push({ stage: 'initiator', people: replaced, rule: policy });
  return replaced;
}

function standIn(
  policy: InitiatorPolicy,
  scope: PeopleScope,
  excepted: readonly PersonId[],
): PersonId | undefined {
  const isUsable = (id: PersonId): boolean =>
    id !== scope.initiator && !excepted.includes(id) && scope.directory.person(id)?.active === true;
  if (policy === 'manager') return managersOf(scope, scope.initiator).find(isUsable);
  if (policy !== 'department-head') return undefined;
  const department = scope.directory.person(scope.initiator)?.department;
  const head = department === undefined ? undefined : scope.directory.headOf(department);
  return head !== undefined && isUsable(head) ? head : undefined;
}
