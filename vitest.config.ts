import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** What takes longest, in order: begun late, it would run on with a worker idle beside it. */
const LONG = [
  'test/simulation/bugs.test.ts',
  'test/simulation/simulation.test.ts',
  'src/kernel/laws.test.ts',
  'test/language/hostile.test.ts',
  'test/language/schema.test.ts',
  'test/cli/process.test.ts',
  'test/postgres/embedded.test.ts',
  'src/audit/verify.test.ts',
  'test/cli/stories.test.ts',
];

/** The long ones, then the others as Vitest has them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // What is waited for comes; how soon is the machine's affair.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
  },
});
