export type { Plan } from './plan.ts';
export { FAULT_KINDS, planOf } from './plan.ts';
export type { Report } from './run.ts';
export { simulate } from './run.ts';
export type { Shrunk } from './shrink.ts';
export { shrink } from './shrink.ts';
export { setTraps } from './traps.ts';
