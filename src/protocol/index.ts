export * from './audit-schemas.ts';
export type { ClientOptions, ListOptions } from './client.ts';
export { Client, ProblemError } from './client.ts';
export type { DoorProblemCode, Problem } from './problems.ts';
export { DOOR_PROBLEMS, problemType, REFUSAL_STATUS } from './problems.ts';
export * from './schemas.ts';
export * from './steering.ts';
export * from './substitute-schemas.ts';
export * from './task-schemas.ts';
