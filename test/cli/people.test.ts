import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandResult } from '../../src/protocol/index.ts';
import type { Ran, ServedDemo } from './terminal.ts';
import { serveDemo, vermilion } from './terminal.ts';

let demo: ServedDemo;
beforeAll(async () => {
  demo = await serveDemo();
});
afterAll(() => demo.close());

function as(person: string, args: readonly string[], input?: string): Promise<Ran> {
  const env = { VERMILION_URL: demo.url, VERMILION_AS: `acme/${person}` };
  return vermilion(args, { env, ...(input === undefined ? {} : { input }) });
}

const FLOW = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: seal }
spec:
  version: 1.0.0
  form: { type: object, properties: { about: { type: string } } }
  steps:
    - approval: reviewer
      ask: { choose: initiator, from: { group: finance-committee } }
      ballot: any
    - approval: keeper
      ask: { choose: previous, max: 1 }
      ballot: any
`;

test('R3.1 people are named at the start and with a vote, and asked for where they miss', async () => {
  expect(await as('wei-chenxi', ['publish', '-'], FLOW)).toMatchObject({ code: 0, err: '' });
  const dry = await as('li-lei', ['start', 'seal', '--dry-run']);
  expect(dry.out).toContain('reviewer  the initiator chooses among');
  expect(dry.out).toContain('chen-siyuan');
  expect(dry.out).toContain('keeper  the voter before chooses');
  const bare = await as('li-lei', ['start', 'seal']);
  expect(bare).toMatchObject({ code: 3 });
  expect(bare.err).toContain('choose.missing');
  expect((await as('li-lei', ['start', 'seal', '--choose', 'reviewer'])).code).toBe(2);
  const named = await as('li-lei', [
    ...['start', 'seal', '--choose', 'reviewer=chen-siyuan,zhong-ling', '--json'],
  ]);
  const { instance, waitingFor } = JSON.parse(named.out) as CommandResult;
  expect(waitingFor.map(({ person }) => person)).toEqual(['chen-siyuan', 'zhong-ling']);
  const task = `${instance}.2.1`;
  expect((await as('chen-siyuan', ['approve', task])).err).toContain('choose.missing');
  const passed = await as('chen-siyuan', ['approve', task, '--choose', 'keeper=wang-zimo']);
  expect(passed).toMatchObject({ code: 0, err: '' });
  expect(passed.out).toContain('Wang Zimo');
});

test('R3.7 a substitute is set, listed and ended', async () => {
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const set = ['substitute', 'set', 'wang-zimo', '--until', until, '--limit', 'amount=500'];
  const made = await as('li-lei', [...set, '--flow', 'leave']);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toContain('Wang Zimo 汪子墨 acts for Li Lei 李雷 until');
  const list = await as('li-lei', ['substitute', 'list', '--json']);
  const [{ id }] = JSON.parse(list.out).items as { id: string }[] as [{ id: string }];
  expect((await as('li-lei', ['substitute', 'list'])).out).toContain('leave; amount ≤ 500');
  expect((await as('li-lei', ['tasks', '--given'])).code).toBe(0);
  expect((await as('li-lei', ['substitute', 'end', id])).out).toBe(`✓ Ended ${id}\n`);
  expect((await as('li-lei', ['substitute', 'end', id])).code).not.toBe(0);
  expect((await as('li-lei', ['substitute', 'set', 'wang-zimo', '--until', 'soon'])).code).toBe(2);
  const demo = await as('tan-shiyun', ['substitute', 'list']);
  expect(demo.out).toContain('leave, purchase; amount ≤ 20000');
});
