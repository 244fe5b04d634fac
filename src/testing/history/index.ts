export type { Fault, Verdict } from './check.ts';
export { checkHistory, faultOf, SYSTEM, vacuity } from './check.ts';
export type { Act, Ballot, Stage } from './machine.ts';
export type { Operation, Result, Sight } from './operation.ts';
export { historyText, readHistory } from './operation.ts';
export { timeline } from './timeline.ts';
