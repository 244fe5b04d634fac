import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('R13.4 two engines apart decide on one instance, and agree on what holds', () => {
  const example = ['--conditions=vermilion-source', 'examples/sites/two-sites.ts'];
  const lines = execFileSync('node', example).toString().trim().split('\n');
  expect(lines.slice(5)).toEqual([
    'south: what ben said at south does not hold: task.closed',
    'north: what ben said at south does not hold: task.closed',
    'both agree: true, approved',
    'north: ended, approved',
  ]);
});
