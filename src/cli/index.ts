export { runProgram } from './program.ts';
export type { Terminal } from './terminal.ts';
export { processTerminal } from './terminal.ts';
