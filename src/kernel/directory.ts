/** What the kernel asks of a tenant's directory: a pure look-up over one immutable snapshot. */

import type { CompiledCalendar } from './calendar/calendar.ts';
import type { PersonId, Text } from './words.ts';

export interface Person {
  readonly id: PersonId;
  readonly name: Text;
  /** false: disabled or departed; such people are never asked (R3.3). */
  readonly active: boolean;
  readonly department?: string;
  readonly posts: readonly string[];
  readonly roles: readonly string[];
  readonly manager?: PersonId;
}

/** One snapshot of people, departments, posts and roles (R3.2). Lists come in a stable order. */
export interface Directory {
  /** Changes with every change of content; recorded with each resolution. */
  readonly version: string;
  person(id: PersonId): Person | undefined;
  withRole(role: string): readonly PersonId[];
  withPost(post: string): readonly PersonId[];
  /** The members of a user group. */
  inGroup(group: string): readonly PersonId[];
  /** The members of a department and of the departments below it. */
  members(department: string): readonly PersonId[];
  headOf(department: string): PersonId | undefined;
  department(id: string): { readonly name: Text } | undefined;
  /** The working calendar of this name; there always is one named `default`. */
  calendar(id: string): CompiledCalendar | undefined;
}

/** The role whose holders get what finds nobody else (R3.4). */
export const ADMIN_ROLE = 'approval-admin';
