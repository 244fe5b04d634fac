import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandResult, Instance } from '../../src/protocol/index.ts';
import type { Ran, ServedDemo } from './terminal.ts';
import { CLAIM, serveDemo, vermilion } from './terminal.ts';

const FLOWS = [
  ...['access-request', 'contract', 'expense-claim', 'leave', 'loan', 'production-deployment'],
  ...['purchase', 'travel-settlement', 'vendor-check', 'vendor-onboarding'],
];

let demo: ServedDemo;
beforeAll(async () => {
  demo = await serveDemo();
});
afterAll(() => demo.close());

function as(person: string, ...args: readonly string[]): Promise<Ran> {
  const env = { VERMILION_URL: demo.url, VERMILION_AS: `acme/${person}` };
  return vermilion(args, { env, readFile: (path) => readFile(path, 'utf8') });
}

async function json<T>(person: string, ...args: readonly string[]): Promise<T> {
  const { code, out, err } = await as(person, ...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as T;
}

function startClaim(): Promise<CommandResult> {
  return json('li-lei', 'start', 'expense-claim', ...CLAIM);
}

test('a claim is started, found, decided and read', async () => {
  const { instance } = await startClaim();
  const { out: tasks } = await as('zhou-zihan', 'tasks');
  expect(tasks).toContain(`${instance}.2.1`);
  expect(tasks).toContain('极光 · ¥62000');

  const approved = await as('zhou-zihan', 'approve', `${instance.slice(-8)}.2.1`, '-m', '同意');
  expect(approved).toMatchObject({ code: 0, err: '' });
  expect(approved.out).toMatch(/^✓ Approved 极光 · ¥62000/);
  expect(approved.out).toContain('Finance vote  Zhong Ling 钟灵');

  const number = `${instance.slice(-10, -5)}-${instance.slice(-5)}`.toUpperCase();
  expect((await as('li-lei', 'show', number)).code).toBe(0);
  const dossier = (await as('li-lei', 'show', instance.slice(-8))).out;
  expect(dossier).toContain('Amount    ¥62,000.00');
  expect(dossier).toContain('  ✓ Line manager 直属上级');
  expect(dossier).toContain('    ✓ Zhou Zihan 周子涵 approved');
  expect(dossier).toContain('“同意”');
  expect(dossier).toContain('      ● Legal review 法务审核');

  const log = (await as('li-lei', 'log', instance)).out;
  expect(log).toContain('Li Lei 李雷 starts “极光 · ¥62000”');
  expect(log).toContain('takes the branch of form.amount >= 50000.0 (form.amount = 62000)');
  const followed = vermilion(['log', '-f', instance, '--url', demo.url, '--as', 'acme/li-lei'], {});
  await as('gong-lin', 'terminate', instance, '-m', 'enough');
  expect((await followed).out).toContain('The instance ends as terminated: “enough”');
});

test('a refusal calls who was faster by name', async () => {
  const { instance } = await startClaim();
  await as('zhou-zihan', 'approve', `${instance}.2.1`, '-m', '同意');
  const late = await as('zhou-zihan', 'approve', `${instance}.2.1`, '-m', '同意');
  expect(late.err).toMatch(/closed by +Zhou Zihan 周子涵/);
  expect(late.err).not.toContain('zhou-zihan');
});

test('what a step demands is demanded, with the way to give it', async () => {
  const { instance } = await startClaim();
  await as('zhou-zihan', 'approve', `${instance}.2.1`);
  for (const [person, seat] of [
    ['zhong-ling', '5.1'],
    ['wang-zimo', '5.2'],
    ['tian-tian', '5.3'],
    ['lu-xinghe', '6.1'],
    ['hao-jia', '6.2'],
  ] as const) {
    expect(await as(person, 'approve', `${instance}.${seat}`)).toMatchObject({ code: 0 });
  }
  const bare = await as('chen-siyuan', 'approve', `${instance}.7.1`);
  expect(bare).toMatchObject({ code: 3, out: '' });
  expect(bare.err).toContain('[task.comment-required]');
  expect(bare.err).toContain('-m');
  const unsigned = await as('chen-siyuan', 'approve', `${instance}.7.1`, '-m', 'ok');
  expect(unsigned.err).toContain('--signature');
  const signed = ['-m', 'ok', '--signature', '陈思远'];
  expect(await as('chen-siyuan', 'approve', `${instance}.7.1`, ...signed)).toMatchObject({
    code: 0,
  });
});

test('an act sent again with its key is done once, and said so', async () => {
  const { instance } = await startClaim();
  const act = ['approve', `${instance}.2.1`, '--idempotency-key', `once-${instance}`];
  const first = await json('zhou-zihan', ...act);
  const again = await as('zhou-zihan', ...act);
  expect(again.out).toContain('Done before');
  expect(await json('zhou-zihan', ...act)).toEqual(first);
  const { seq } = await json<Instance>('li-lei', 'show', instance);
  expect(seq).toBe((first as CommandResult).seq);
});

test('R6.6 R6.9 people are brought in by a voter, and taken off again', async () => {
  const { instance } = await startClaim();
  const task = `${instance}.2.1`;
  const added = await as(
    'zhou-zihan',
    'add',
    task,
    'gong-lin',
    '--where',
    'before',
    '-m',
    '看一下',
  );
  expect(added).toMatchObject({ code: 0, err: '' });
  expect((await as('li-lei', 'show', instance)).out).toMatch(/Gong Lin .* is asked .*, added by/);
  expect((await as('li-lei', 'forecast', instance)).out).toMatch(
    /Gong Lin .*\(added by Zhou Zihan/,
  );
  expect(await as('zhou-zihan', 'remove', `${instance}.2.2`)).toMatchObject({ code: 0, err: '' });
  const log = (await as('li-lei', 'log', instance)).out;
  expect(log).toMatch(/adds Gong Lin .* to be heard before voting at Line manager: “看一下”/);
  expect((await as('li-lei', 'explain', instance)).out).toContain('gets voters by hand');
  expect(await as('zhou-zihan', 'approve', task)).toMatchObject({ code: 0 });
});

test('R6.11 R6.14 R6.15 those asked are reminded, others told, and people added ahead', async () => {
  const { instance } = await startClaim();
  expect(await as('li-lei', 'remind', instance, '-m', '急')).toMatchObject({ code: 0, err: '' });
  expect((await as('li-lei', 'remind', instance)).err).toContain('[remind.too-soon]');
  expect(await as('li-lei', 'copy', instance, '--to', 'gong-lin')).toMatchObject({ code: 0 });
  const task = `${instance}.2.1`;
  const nowhere = await as('zhou-zihan', 'add', task, 'gong-lin');
  expect(nowhere).toMatchObject({ code: 2 });
  const log = (await as('li-lei', 'log', instance)).out;
  expect(log).toMatch(/reminds Zhou Zihan .*: “急”/);
  expect(log).toMatch(/tells Gong Lin/);
});

test('R6.10 a vote is taken back by the one who cast it', async () => {
  const { instance } = await startClaim();
  const task = `${instance}.2.1`;
  await as('zhou-zihan', 'approve', task);
  const none = await as('zhou-zihan', 'take-back', 'cfo');
  expect(none).toMatchObject({ code: 4 });
  expect(none.err).toContain('None of your done tasks is of a step cfo');
  const back = await as('zhou-zihan', 'take-back', task.slice(20), '-m', '看错了');
  expect(back).toMatchObject({ code: 0, err: '' });
  const log = (await as('li-lei', 'log', instance)).out;
  expect(log).toMatch(/takes the vote at Line manager back: “看错了”/);
  expect(await as('zhou-zihan', 'approve', task)).toMatchObject({ code: 0 });
});

test('R6.12 several tasks are approved at once, each for itself', async () => {
  const [one, two] = [await startClaim(), await startClaim()];
  const tasks = [`${one.instance}.2.1`, `${two.instance}.2.1`];
  const done = await as('zhou-zihan', 'approve', ...tasks, '-m', '同意');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out.match(/Approved/g)).toHaveLength(2);
  const late = await as('zhou-zihan', 'approve', ...tasks);
  expect(late.code).toBe(3);
  expect(late.out.match(/task.closed/g)).toHaveLength(2);
});

test('R6.2 an opinion is saved, and shown to its author', async () => {
  const { instance } = await startClaim();
  const saved = await as('zhou-zihan', 'save', `${instance}.2.1`, '-m', '再想想');
  expect(saved).toMatchObject({ code: 0, err: '' });
  expect((await as('zhou-zihan', 'save', `${instance}.2.1`)).out).toContain('再想想');
});

test('a task is delegated, advised on, taken back and handed on', async () => {
  const { instance } = await startClaim();
  const short = `${instance.slice(-8)}.2.1`;
  const asked = await as('zhou-zihan', 'delegate', short, '--to', 'gong-lin', '-m', '合规吗？');
  expect(asked).toMatchObject({ code: 0, err: '' });
  expect(asked.out).toMatch(/^✓ Delegated 极光/);
  const advised = await as('gong-lin', 'advise', short, '--advice', 'approve', '-m', '可以');
  expect(advised).toMatchObject({ code: 0, err: '' });
  await as('zhou-zihan', 'delegate', short, '--to', 'gong-lin');
  const recalled = await as('zhou-zihan', 'recall', `${instance}.2.1`);
  expect(recalled).toMatchObject({ code: 0, err: '' });
  const handed = await as('zhou-zihan', 'transfer', short, '--to', 'gong-lin');
  expect(handed).toMatchObject({ code: 0, err: '' });
  const dossier = (await as('li-lei', 'show', instance)).out;
  expect(dossier).toContain('would approve “可以”');
  expect(dossier).toContain('transferred');
  const log = (await as('li-lei', 'log', instance)).out;
  expect(log).toMatch(/asks Gong Lin .* about Line manager: “合规吗？”/);
  expect(log).toMatch(/would approve, for Zhou Zihan .* at Line manager: “可以”/);
  expect(log).toMatch(/hands Line manager to Gong Lin/);
});

test('a returned claim is resubmitted with one field changed', async () => {
  const { instance } = await startClaim();
  await as('zhou-zihan', 'approve', `${instance}.2.1`);
  const back = ['return', `${instance}.6.1`, '--to', 'initiator', '-m', '补发票'];
  const returned = await as('lu-xinghe', ...back);
  expect(returned).toMatchObject({ code: 0, err: '' });
  expect(returned.out).toContain('Li Lei 李雷');
  expect((await as('li-lei', 'show', instance)).out).toContain('Back with the initiator');
  const again = await as('li-lei', 'resubmit', instance, '--set', 'amount=41000');
  expect(again).toMatchObject({ code: 0, err: '' });
  const { form } = await json<Instance>('li-lei', 'show', instance);
  expect(form).toMatchObject({ amount: 41_000, project: '极光' });
});

test.each([
  ['a foreign task', 'li-lei', ['approve', '<task>'], 5, 'task.not-yours'],
  ['a right that is missing', 'li-lei', ['audit'], 5, 'access.denied'],
  ['an unknown flow', 'li-lei', ['start', 'nope'], 4, 'flow.unknown'],
  ['an unknown instance', 'li-lei', ['show', 'f'.repeat(32)], 4, 'instance.unknown'],
  ['a wrong form', 'li-lei', ['start', 'expense-claim', '--set', 'amount=-1'], 3, 'form.invalid'],
  ['somebody unknown', 'nobody', ['me'], 5, 'credential.invalid'],
] as readonly [string, string, readonly string[], number, string][])(
  '%s exits with its code',
  async (_what, person, args, code, problem) => {
    const task = args.includes('<task>') ? `${(await startClaim()).instance}.2.1` : '';
    const filled = args.map((arg) => arg.replace('<task>', task));
    const ran = await as(person, ...filled);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(`[${problem}]`);
    const inJson = await as(person, ...filled, '--json');
    expect(inJson).toMatchObject({ code, err: '' });
    expect(JSON.parse(inJson.out)).toMatchObject({ code: problem });
  },
);

test('a reference that fits several or none is not guessed', async () => {
  await startClaim();
  await startClaim();
  const several = await as('zhou-zihan', 'approve', '0');
  expect(several.code).toBe(2);
  expect(several.err).toContain('fits');
  expect(await as('zhou-zihan', 'approve', 'zzz')).toMatchObject({ code: 4 });
});

test('a flow with mistakes is published by nobody; a sound one changes nothing twice', async () => {
  const file = 'examples/flows/leave.yaml';
  const again = await as('wei-chenxi', 'publish', file);
  expect(again.out).toContain('Published before, unchanged: leave');
  const text = (await readFile(file, 'utf8')).replace('ballot: any', 'ballot: anyy');
  const env = { VERMILION_URL: demo.url, VERMILION_AS: 'acme/wei-chenxi' };
  const wrong = await vermilion(['publish', '-'], { env, input: text });
  expect(wrong.code).toBe(1);
  expect(wrong.out).toContain('Did you mean "any"?');
});

test('a published flow holds the rows of the table that it named', async () => {
  const table = 'examples/flows/purchase-authority.csv';
  const again = await as('wei-chenxi', 'publish', 'examples/flows/purchase.yaml');
  expect(again.out).toContain('Published before, unchanged: purchase');
  const { out } = await as('wei-chenxi', 'flow', 'purchase', '--source');
  expect(out).not.toContain('purchase-authority.csv');
  expect(out).toContain('"category":"in [\\"hardware\\",\\"software\\"]"');
  const kept = await vermilion(['publish', '-'], {
    env: { VERMILION_URL: demo.url, VERMILION_AS: 'acme/wei-chenxi' },
    input: out,
  });
  expect(kept.out).toContain('Published before, unchanged: purchase');
  const other = await vermilion(['publish', 'examples/flows/purchase.yaml'], {
    env: { VERMILION_URL: demo.url, VERMILION_AS: 'acme/wei-chenxi' },
    readFile: async (path) => {
      const text = await readFile(path, 'utf8');
      return path === table ? text.replace('< 20000', '< 10000') : text;
    },
  });
  expect(other.code).toBe(1);
  expect(other.out).toContain(`${table}:1:1: error: No row holds`);
});

test('a forecast names the row of a decision table that holds, not the whole table', async () => {
  const form = ['--set', 'system=production', '--set', 'level=admin', '--set', 'days=14'];
  const why = ['--set', 'reason=On-call rotation'];
  const args = ['access-request', '--dry-run', ...form, ...why];
  const { out } = await as('li-lei', 'start', ...args);
  expect(out).toMatch(/row \d \(.*form\.level = admin/);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(160);
});

test('letters that reached nobody are listed with the reason', async () => {
  expect((await as('gong-lin', 'lost-letters')).out).toBe('No letter was given up.\n');
  const { letters } = demo.store;
  const notice = JSON.stringify({ kind: 'task', instance: 'i1' });
  const at = { createdAtMs: 0, readyAtMs: 0 };
  await letters.add([
    { tenant: 'acme', id: 'l1', person: 'li-lei', channel: 'mail', notice, ...at },
  ]);
  const [row] = await letters.lease({ owner: 'test', leaseMs: 1, limit: 1 });
  const reason = '550 no such mailbox';
  await letters.settle('acme', 'l1', row!.fence, { kind: 'dead', atMs: Date.now(), reason });
  const { out, code } = await as('gong-lin', 'lost-letters');
  expect(code).toBe(0);
  for (const word of ['li-lei', 'mail', 'task', 'i1', reason]) expect(out).toContain(word);
  expect((await as('li-lei', 'lost-letters')).code).not.toBe(0);
});

test('every list is a table for people and the API’s page with --json', async () => {
  await startClaim();
  for (const args of [['flows'], ['instances'], ['tasks'], ['notices'], ['tasks', '--done']]) {
    const ran = await as('li-lei', ...args);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(await json('li-lei', ...args)).toHaveProperty('items');
  }
  expect((await as('kong-wei', 'audit')).out).toContain('PublishFlow');
  expect((await as('gong-lin', 'dead-letters')).out).toBe('No call was given up.\n');
  expect((await as('gong-lin', 'redrive', 'x')).code).toBe(4);
  expect((await as('gong-lin', 'redrive', '--letter', 'x')).err).toContain('[letter.unknown]');
  expect((await as('li-lei', 'me')).out).toContain('Li Lei 李雷');
  expect((await as('li-lei', 'flow', 'expense-claim')).out).toContain('amount*');
  expect((await as('li-lei', 'flow', 'leave', '--source')).out).toContain('kind: ApprovalFlow');
  const people = await vermilion(['people', '--role', 'cfo', '--url', demo.url]);
  expect(people.out).toContain('acme/chen-siyuan');
  expect(await vermilion(['__names', 'flows', '--url', demo.url, '--as', 'acme/li-lei'])).toEqual({
    code: 0,
    out: `${FLOWS.join('\n')}\n`,
    err: '',
  });
});

test('a page that is not the last says how to go on', async () => {
  await startClaim();
  const { out } = await as('li-lei', 'instances', '--limit', '1');
  const cursor = /More: --after (\S+)/.exec(out)?.[1];
  expect(cursor).toBeDefined();
  expect(await as('li-lei', 'instances', '--after', cursor!)).toMatchObject({ code: 0 });
});

test('R12.1 the path ahead is shown before a start and after, with people', async () => {
  const dry = await as('li-lei', 'start', 'expense-claim', ...CLAIM, '--dry-run');
  expect(dry.out).toContain('● Line manager  Zhou Zihan 周子涵');
  expect(dry.out).toContain('ends approved');
  const { instance } = await startClaim();
  const task = `${instance}.2.1`;
  const rejected = await as('zhou-zihan', 'forecast', instance, '--task', task, '--if', 'reject');
  expect(rejected.out).toContain('Submission  Li Lei 李雷');
});

test('R12.2 the terminal says why her and why not him', async () => {
  const { instance } = await startClaim();
  const why = await as('li-lei', 'explain', instance, '--person', 'zhou-zihan');
  expect(why.out).toContain('found: Zhou Zihan 周子涵');
  expect(why.out).toContain('→ asked');
  const whyNot = await as('li-lei', 'explain', instance, '--person', 'chen-siyuan');
  expect(whyNot.out).toContain('not asked: the step’s rule does not lead there');
});

test('R8.2 an administrator suspends, resumes, leads and revives, each time with a reason', async () => {
  const { instance } = await startClaim();
  const order = (...args: string[]) => as('gong-lin', ...args, '-m', 'audit');
  expect((await order('suspend', instance)).out).toContain('Suspended');
  expect((await as('zhou-zihan', 'approve', `${instance}.2.1`)).code).toBe(3);
  expect((await order('resume', instance)).out).toContain('Resumed');
  const replaced = await order('replace', `${instance}.2.1`, '--to', 'zhong-ling');
  expect(replaced.out).toContain('Zhong Ling');
  expect((await order('advance', instance, '--visit', '2')).code).toBe(0);
  expect((await order('jump', instance, '--to', 'manager')).out).toContain('Zhou Zihan');
  expect((await order('terminate', instance)).code).toBe(0);
  expect((await order('void', instance)).out).toContain('void');
  expect((await order('revive', instance, '--to', 'manager')).out).toContain('Zhou Zihan');
  expect((await as('gong-lin', 'suspend', instance)).code).toBe(2);
  const log = (await as('li-lei', 'log', instance)).out;
  expect(log).toContain('suspends the instance: “audit”');
  expect(log).toContain('lets the instance run again from Line manager');
});

test('what people write moves no cursor, and forges no line', async () => {
  const reason = 'x\u001b]0;pwn\u0007\n\nPath\n  ✓ CFO\n    ✓ Chen Siyuan approved';
  const form = ['--set', 'project=\u001b[31mRed\u202e', '--set', `reason=${reason}`];
  const { instance } = await json<CommandResult>(
    'li-lei',
    'start',
    'expense-claim',
    ...CLAIM,
    ...form,
  );
  const { out } = await as('li-lei', 'show', instance);
  for (const odd of ['\u001b', '\u0007', '\u202e']) expect(out).not.toContain(odd);
  expect(out).not.toMatch(/^ +✓ Chen Siyuan approved/m);
  expect(out).toContain('⏎ Path ⏎');
  expect((await json<Instance>('li-lei', 'show', instance)).form).toMatchObject({ reason });
});

test('X5 a key is issued, listed without what it is, and revoked', async () => {
  const issued = await as('gong-lin', 'key', 'issue', 'sync', '--scope', 'directory.read');
  const key = issued.out.trim();
  expect(key).toMatch(/^vk_/);
  const me = () => vermilion(['me', '--url', demo.url, '--key', key], {});
  expect((await me()).code).toBe(0);
  const list = (await as('gong-lin', 'key', 'list')).out;
  expect(list).toContain('directory.read');
  expect(list).toContain(`${key.slice(0, 7)}…`);
  expect(list).not.toContain(key);
  const { items } = await json<{ items: { id: string }[] }>(
    'gong-lin',
    'key',
    'list',
    '--everybody',
  );
  expect((await as('li-lei', 'key', 'list', '--everybody')).code).not.toBe(0);
  expect((await as('gong-lin', 'key', 'revoke', items[0]!.id)).out).toContain('Revoked');
  expect((await me()).code).not.toBe(0);
  expect((await as('gong-lin', 'key', 'list')).out).toBe('There are none.\n');
  expect((await as('gong-lin', 'key', 'issue', 'x', '--scope', '*', '--until', 'soon')).code).toBe(
    2,
  );
});
