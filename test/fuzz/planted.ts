/** Mistakes on purpose: each has to be found, named by its case and cut down. */

import type { Target, Witness } from './target.ts';

const CPU_MS_MAX = 5;
const SLOW_US = 2_000 * CPU_MS_MAX;

function planted(name: string, hold: (input: string) => void): Target {
  return {
    name,
    share: 0,
    cpuMsMax: CPU_MS_MAX,
    life: Number.POSITIVE_INFINITY,
    shape: 'text',
    properties: ['never held'],
    open: () => ({
      draw: (chance) => `${'ab'.repeat(chance.below(20))}${chance.below(30)}`,
      hold: (input: string, witness: Witness) => {
        hold(input);
        witness.holds('seven is no number', !input.includes('7'), () => input);
      },
    }),
  };
}

/** Every thirtieth input, or so, is the one. */
const isTheOne = (input: string): boolean => /\D13$/.test(input);

export const PLANTED: readonly Target[] = [
  planted('planted-broken', () => {}),
  planted('planted-thrown', (input) => {
    if (isTheOne(input)) throw new TypeError(`no "${input}"`);
  }),
  planted('planted-hung', (input) => {
    while (isTheOne(input));
  }),
  planted('planted-died', (input) => {
    if (isTheOne(input)) process.kill(process.pid, 'SIGSEGV');
  }),
  planted('planted-slow', (input) => {
    const startedUs = process.threadCpuUsage().user;
    while (isTheOne(input) && process.threadCpuUsage().user - startedUs < SLOW_US);
  }),
];
