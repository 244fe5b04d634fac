/** `npm run demo`: one expense claim from submission to payment, through a kill -9 in the middle. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookOf } from '../../src/cli/output/look.ts';
import { pad } from '../../src/cli/output/table.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import type { CommandResult, Instance } from '../../src/protocol/index.ts';
import { Client, ProblemError } from '../../src/protocol/index.ts';
import type { DemoServer } from './server.ts';
import { removeData, startServer } from './server.ts';

const TENANT = 'acme';
const EMPLOYEE = 'li-lei';
const ADMINISTRATOR = 'gong-lin';
const ACCOUNTANT = 'fang-yuan';
const BIN = join(import.meta.dirname, '../../bin/vermilion.mjs');
const NAME_COLUMNS = 24;
const ACT_COLUMNS = 28;
const END_MS_MAX = 30_000;
const VERBS = { approve: '同意 approves', reject: '拒绝 rejects' } as const;

const { paint } = lookOf(processTerminal());
const folder = mkdtempSync(join(tmpdir(), 'vermilion-demo-'));
const names = new Map<string, string>();
let server: DemoServer | undefined;
let wasReplayed = false;

try {
  await play();
} catch (error) {
  process.exitCode = 1;
  say(`\n${paint('red', '✗ Not as it should be:')} ${(error as Error).stack}`);
} finally {
  // A demo that failed half-way leaves nothing behind either.
  await server?.kill().catch(() => {});
  removeData(folder);
}

async function play(): Promise<void> {
  heading('A claim of ¥62 000 · 一笔六万二的报销');
  server = await startServer(folder);
  note(`a new server on ${server.url}, its database in ${folder}`);
  await learnNames();

  const started = await submit();
  const managed = await decide(started, 'manager', 'approve', { comment: '行程合理，同意' });
  const legal = await decide(managed, 'legal', 'approve', { comment: '合同条款无异议' });
  const key = crypto.randomUUID();
  const voted = await decide(legal, 'finance', 'approve', { comment: '预算内' }, key);

  await killAndStartAgain(voted);
  await repeatVote(legal, voted, key);

  const against = await decide(voted, 'finance', 'reject', { comment: '住宿超标' });
  const passed = await decide(against, 'finance', 'approve', { comment: '已核对发票' });
  const reviewed = await decide(passed, 'legal', 'approve', {});
  await refusedWithoutSignature(reviewed);
  const signature = '陈思远 Chen Siyuan';
  await decide(reviewed, 'cfo', 'approve', { comment: '同意，注意控制差旅成本', signature });

  const ended = await untilEnded(started.instance);
  heading('The journal · 流水');
  const logArguments = ['log', ended.id, '--url', server.url, '--as', `${TENANT}/${EMPLOYEE}`];
  const colours = process.stdout.isTTY ? 'inherit' : 'pipe';
  const printed = execFileSync(process.execPath, [BIN, ...logArguments], {
    stdio: ['ignore', colours, 'inherit'],
  });
  if (printed) process.stdout.write(printed);

  heading('Was it as it should be? · 核对');
  await verify(ended);
  const code = await server.stop();
  server = undefined;
  hold(`the server stopped cleanly, exit code ${code}`, code === 0);
}

interface DemoTenant {
  readonly tenant: string;
  readonly people: readonly { id: string; name: { en: string; 'zh-CN': string } }[];
}

async function learnNames(): Promise<void> {
  const tenants = (await (await fetch(`${server!.url}/v1/demo/people`)).json()) as DemoTenant[];
  const people = tenants.find(({ tenant }) => tenant === TENANT)?.people ?? [];
  for (const { id, name } of people) names.set(id, `${name['zh-CN']} ${name.en}`);
}

function as(person: string): Client {
  const authorization = `Demo ${TENANT}/${person}`;
  const noting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    wasReplayed = response.headers.get('idempotent-replayed') === 'true';
    return response;
  };
  return new Client({ url: server!.url, authorization, fetch: noting });
}

async function submit(): Promise<CommandResult> {
  const form = {
    amount: 62_000,
    category: 'travel',
    spentOn: '2026-03-02',
    project: '极光 Aurora',
    reason: '拜访柏林客户 Customer visit in Berlin',
  };
  const result = await as(EMPLOYEE).start({ flow: 'expense-claim', form }, crypto.randomUUID());
  tell(EMPLOYEE, '提交 submits', '¥62 000 travel, 极光 Aurora');
  tellNext(result);
  return result;
}

/** The first of those asked at the step decides. */
async function decide(
  before: CommandResult,
  step: string,
  verdict: keyof typeof VERBS,
  body: { readonly comment?: string; readonly signature?: string },
  key: string = crypto.randomUUID(),
): Promise<CommandResult> {
  const { task, person } = askedAt(before, step);
  const result = await as(person).decide(task, verdict, body, key);
  const did = body.signature === undefined ? VERBS[verdict] : '签字同意 signs, approves';
  tell(person, did, body.comment === undefined ? '' : `“${body.comment}”`);
  if (asksMore(before, result)) tellNext(result);
  return result;
}

function askedAt({ waitingFor }: CommandResult, step: string): CommandResult['waitingFor'][number] {
  const asked = waitingFor.find((waiting) => waiting.step === step);
  assert.ok(asked, `somebody is asked at ${step}`);
  return asked;
}

function asksMore(before: CommandResult, after: CommandResult): boolean {
  const known = new Set(before.waitingFor.map(({ task }) => task));
  return after.waitingFor.some(({ task }) => !known.has(task));
}

async function killAndStartAgain(voted: CommandResult): Promise<void> {
  const before = await as(EMPLOYEE).instance(voted.instance);
  const { pid, databasePid } = server!;
  await server!.kill();
  server = undefined;
  say(`\n${paint('red', `     kill -9 ${pid} ${databasePid}`)}  the server and its database`);
  server = await startServer(folder);
  note(`started again on the same data: ${server.url}\n`);
  const after = await as(EMPLOYEE).instance(voted.instance);
  assert.deepEqual(after, before);
  hold(`nothing was lost: ${after.seq} events, the same form, path and votes`, true);
}

async function repeatVote(before: CommandResult, voted: CommandResult, key: string): Promise<void> {
  const { task, person } = askedAt(before, 'finance');
  const again = await as(person).decide(task, 'approve', { comment: '预算内' }, key);
  const isMarked = wasReplayed;
  assert.deepEqual(again, voted);
  const { seq } = await as(EMPLOYEE).instance(voted.instance);
  hold('the last vote, sent again with its key, got its first answer', isMarked);
  hold(`and was not counted twice: still ${seq} events`, seq === voted.seq);
  say('');
}

async function refusedWithoutSignature(before: CommandResult): Promise<void> {
  const { task, person } = askedAt(before, 'cfo');
  const refused = await as(person)
    .decide(task, 'approve', { comment: '同意' })
    .then(() => 'accepted')
    .catch((error: unknown) => (error instanceof ProblemError ? error.problem.code : error));
  tell(person, '未签字 forgets to sign', `refused: ${refused}`);
  assert.equal(refused, 'task.signature-required');
}

async function untilEnded(id: string): Promise<Instance> {
  const untilMs = Date.now() + END_MS_MAX;
  for (;;) {
    const instance = await as(EMPLOYEE).instance(id);
    if (instance.status === 'ended') return instance;
    assert.ok(Date.now() < untilMs, `the instance ends within ${END_MS_MAX / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function verify(ended: Instance): Promise<void> {
  hold(`the claim ended as ${ended.outcome}`, ended.outcome === 'approved');
  const votes = (step: string) =>
    ended.path
      .filter((visit) => visit.step === step)
      .flatMap(({ seats }) => seats.flatMap(({ vote }) => vote ?? []))
      .sort()
      .join(', ');
  const finance = votes('finance');
  hold(`finance voted ${finance}`, finance === 'approve, approve, reject');
  hold(`legal voted ${votes('legal')}`, votes('legal') === 'approve, approve');
  hold('manager and CFO approved', votes('manager') + votes('cfo') === 'approveapprove');
  const { items } = await as(EMPLOYEE).events(ended.id, { limit: 200 });
  const events = items.flatMap((entry) => entry.events);
  const seqs = items.flatMap(({ firstSeq, lastSeq }) => [firstSeq, lastSeq]);
  const isWhole =
    seqs[0] === 1 && items.every(({ firstSeq }, i) => follows(items[i - 1], firstSeq));
  hold(
    `the journal has ${events.length} events and no gap`,
    isWhole && events.length === ended.seq,
  );
  const calls = events.filter(({ type }) => type === 'CallSettled');
  hold(`the ERP was called once, answer ${calls[0]?.['status']}`, calls.length === 1);
  const { items: notices } = await as(ACCOUNTANT).notices();
  hold('accounting was told', notices.filter(({ instance }) => instance === ended.id).length === 1);
  const { items: dead } = await as(ADMINISTRATOR).deadLetters();
  hold('no message was given up', dead.length === 0);
}

function follows(before: { readonly lastSeq: number } | undefined, firstSeq: number): boolean {
  return before === undefined || firstSeq === before.lastSeq + 1;
}

function heading(text: string): void {
  say(`\n${paint('accent', '●')} ${paint('bold', text)}\n`);
}

function note(text: string): void {
  say(`  ${paint('dim', text)}`);
}

function tell(person: string, did: string, more: string): void {
  say(
    `  ${pad(names.get(person) ?? person, NAME_COLUMNS)}${pad(did, ACT_COLUMNS)}${more}`.trimEnd(),
  );
}

function tellNext({ waitingFor }: CommandResult): void {
  const steps = Map.groupBy(waitingFor, ({ step }) => step);
  for (const [step, asked] of steps) {
    const people = asked.map(({ person }) => names.get(person) ?? person).join(', ');
    note(`${' '.repeat(NAME_COLUMNS)}→ ${step}: ${people}`);
  }
}

function hold(fact: string, isSo: boolean): void {
  say(`  ${isSo ? paint('green', '✓') : paint('red', '✗')} ${fact}`);
  assert.ok(isSo, fact);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
