/** The words of the domain: ids, JSON and texts (semantics.md, section 1). */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]?: Name };

/** A tenant: the wall that no read and no effect crosses. */
export type TenantId = Branded<'TenantId'>;
/** A person of a tenant's directory. */
export type PersonId = Branded<'PersonId'>;
/** One run of one flow version for one business object; holds no dot. */
export type InstanceId = Branded<'InstanceId'>;
/** A place in a flow, stable across versions. */
export type StepId = Branded<'StepId'>;
/** A request to one person: `<instance>.<visit>.<seat>`. */
export type TaskId = Branded<'TaskId'>;
/** The SHA-256 of a flow's canonical form, in lower-case hexadecimal. */
export type FlowHash = Branded<'FlowHash'>;

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A text for people: one string, or one per language tag (`en`, `zh-CN`). */
export type Text = string | { readonly [language: string]: string };

/** Who acts: a person, or the system by a named cause (R9.3). */
export type Actor =
  | { readonly kind: 'person'; readonly id: PersonId }
  | { readonly kind: 'system'; readonly cause: string };

/** Which version of which flow an instance is pinned to. */
export interface FlowRef {
  readonly name: string;
  readonly version: string;
  readonly hash: FlowHash;
}

/** Builds a task's id from its instance, visit number and seat number. */
export function taskId(instance: InstanceId, visit: number, seat: number): TaskId {
  return `${instance}.${visit}.${seat}`;
}

/** Takes a task's id apart, or returns undefined when it is not one. */
export function parseTaskId(
  id: string,
): { readonly instance: InstanceId; readonly visit: number; readonly seat: number } | undefined {
  const match = /^([A-Za-z0-9_-]{1,64})\.([1-9]\d{0,8})\.([1-9]\d{0,8})$/.exec(id);
  if (!match) return undefined;
  return { instance: match[1]!, visit: Number(match[2]), seat: Number(match[3]) };
}
