/** Role-based access: which roles grant which rights. Default is deny. */

import type { Directory, PersonId } from '../kernel/index.ts';
import { ADMIN_ROLE } from '../kernel/index.ts';

/** Everything a person may be allowed to do; a route or an act names the one it needs. */
export const RIGHTS = [
  'instance.start',
  /** One's own tasks, notices and the instances one takes part in. */
  'instance.read',
  /** One's own acts: vote, return, resubmit, withdraw, comment. */
  'instance.act',
  'instance.read-all',
  'instance.terminate',
  'instance.retry',
  /** Suspend, and resume. */
  'instance.suspend',
  /** Jump to a step, pass a visit, replace a voter. */
  'instance.steer',
  'instance.void',
  'instance.revive',
  'instance.migrate',
  /** Go before others when many wait. */
  'command.prioritize',
  'message.send',
  'flow.read',
  'flow.publish',
  'directory.read',
  'directory.write',
  'audit.read',
  'outbox.read',
  'outbox.redrive',
  'key.issue',
  /** List and revoke the keys of everybody. */
  'key.revoke',
  'secret.write',
  /** Set and end the substitutes of others. */
  'substitute.write',
] as const;

export type AccessRight = (typeof RIGHTS)[number];

/** What every active person of the tenant has. */
const EVERYBODY: readonly AccessRight[] = [
  'instance.start',
  'instance.read',
  'instance.act',
  'flow.read',
  'directory.read',
];

/** Who designs, who administers and who audits are three different roles (三权分立). */
const BY_ROLE: { readonly [role: string]: readonly AccessRight[] } = {
  [ADMIN_ROLE]: [
    'instance.read-all',
    'instance.terminate',
    'instance.retry',
    'instance.suspend',
    'instance.steer',
    'instance.void',
    'instance.revive',
    'instance.migrate',
    'command.prioritize',
    'message.send',
    'directory.write',
    'outbox.read',
    'outbox.redrive',
    'key.issue',
    'key.revoke',
    'secret.write',
    'substitute.write',
  ],
  /** Other systems, by a key of theirs. */
  integrator: ['message.send', 'command.prioritize'],
  'flow-designer': ['flow.publish'],
  auditor: ['instance.read-all', 'audit.read'],
};

/** The scope of an API key that narrows nothing. */
export const EVERY_SCOPE = '*';

/** Whether a text is a scope that a key may carry: a right, or `*`. */
export function isScope(text: string): boolean {
  return text === EVERY_SCOPE || (RIGHTS as readonly string[]).includes(text);
}

/** Whether a person has a right now, by the directory and, for an API key, within its scopes. */
export function hasRight(
  directory: Directory,
  person: PersonId,
  right: AccessRight,
  scopes?: readonly string[],
): boolean {
  const found = directory.person(person);
  if (!found?.active) return false;
  if (scopes && !scopes.includes(right) && !scopes.includes(EVERY_SCOPE)) return false;
  if (EVERYBODY.includes(right)) return true;
  return found.roles.some((role) => BY_ROLE[role]?.includes(right));
}
