/** The one-tap link, from the letter to the vote. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailChannel } from '../../src/notices/index.ts';
import { issueLink } from '../../src/notices/links.ts';
import type { Door } from './fixture.ts';
import { CLAIM, openDoor, PUBLIC_URL } from './fixture.ts';
import type { Mailbox } from './mailbox.ts';
import { openMailbox } from './mailbox.ts';

let door: Door;
let mailbox: Mailbox;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vermilion-tap-'));
  mkdirSync(join(folder, 'tap'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  const template = readFileSync('src/studio/tap/tap.html', 'utf8');
  writeFileSync(join(folder, 'tap/tap.html'), template);
  mailbox = await openMailbox();
  const mail = mailChannel({ smtpUrl: mailbox.url, from: 'Flows <flows@example.org>' });
  door = await openDoor({ channels: [mail], studio: folder });
});
afterAll(async () => {
  await door.close();
  await mailbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const LINK = new RegExp(`${PUBLIC_URL}(/a/[\\w.-]+)`);

/** Starts a claim and waits for the manager’s letter. Shape: → the path of its link. */
async function asked(reason: string) {
  const { instance, task } = await door.start({ amount: 5, reason, salary: 91_827 });
  const { text, html } = await letterOn(reason);
  const path = LINK.exec(text)![1]!;
  return { instance, task: task as string, path, text, html };
}

async function letterOn(reason: string, person = 'max') {
  const found = () => mailbox.to(person).filter(({ text }) => text.includes(reason));
  await expect.poll(() => found().length).toBeGreaterThan(0);
  return found().at(-1)!;
}

const look = (url: string, headers = {}) => door.as(undefined, { method: 'GET', url, headers });

function send(url: string, fields: Record<string, string>, headers = {}) {
  const payload = new URLSearchParams(fields).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return door.as(undefined, { method: 'POST', url, payload, headers: { ...type, ...headers } });
}

const seenOn = (page: string) => /name="seen" value="([0-9a-f]{64})"/.exec(page)![1]!;

async function seqOf(instance: string) {
  const { body } = await door.as('test/ada', { method: 'GET', url: `/v1/instances/${instance}` });
  return body.seq as number;
}

const approve = (person: string, task: string, payload = {}) =>
  door.as(`test/${person}`, { method: 'POST', url: `/v1/tasks/${task}/approve`, payload });

test('R6.18 letter and page show what the person may see, and what is hidden from them nowhere', async () => {
  const { path, text, html } = await asked('green tea');
  const { status, headers, text: page } = await look(path);
  expect(status).toBe(200);
  expect(page).toContain('green tea');
  expect(page).toContain('emma');
  for (const shown of [text, html, page]) expect(shown).not.toMatch(/91[,.]?827|salary/);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['referrer-policy']).toBe('no-referrer');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self'");
  expect(policy).not.toMatch(/unsafe|script-src/);
  expect(page).not.toMatch(/<script|style=/);
  // The page holds its own address nowhere: what is copied from it gives nothing away.
  expect(page).not.toContain(path.slice(3));
});

test('T1 looking decides nothing, by whatever method and however often', async () => {
  const { instance, path } = await asked('scanner');
  const before = await seqOf(instance);
  await Promise.all(Array.from({ length: 5 }, () => look(path)));
  await look(path, { 'sec-purpose': 'prefetch' });
  await door.as(undefined, { method: 'HEAD', url: path });
  const { text } = await look(path);
  expect((await look(`${path}?verdict=approve&seen=${seenOn(text)}`)).status).toBe(200);
  expect(await seqOf(instance)).toBe(before);
});

test('T1 T6 the form decides once, as the person of the letter, and the audit trail says how', async () => {
  const { instance, path, task } = await asked('a single vote');
  const { text } = await look(path);
  const fields = { verdict: 'approve', seen: seenOn(text), comment: ' fine by me ' };
  const done = await send(path, fields);
  expect([done.status, done.text.includes('You approved it.')]).toEqual([200, true]);
  const { body } = await door.as('test/max', { method: 'GET', url: `/v1/instances/${instance}` });
  const seat = body.path.flatMap((visit: { seats: object[] }) => visit.seats)[0];
  expect(seat).toMatchObject({ task, status: 'voted', vote: 'approve', comment: 'fine by me' });
  const audit = await door.as('test/audrey', { method: 'GET', url: '/v1/audit?limit=200' });
  const record = audit.body.items.findLast(
    (each: { object: string; action: string }) =>
      each.object === `instance:${instance}` && each.action === 'ApproveTask',
  );
  expect(record).toMatchObject({
    actor: { kind: 'person', id: 'max' },
    result: 'done',
    reason: 'by one-tap link',
  });
  const again = await send(path, { ...fields, verdict: 'reject' });
  expect([again.status, again.text.includes('You have decided')]).toEqual([410, true]);
  expect((await look(path)).status).toBe(410);
});

test('T1 of two forms sent at once with different verdicts one holds', async () => {
  const { path, instance } = await asked('at once');
  const seen = seenOn((await look(path)).text);
  const both = await Promise.all([
    send(path, { verdict: 'approve', seen }),
    send(path, { verdict: 'reject', seen }),
  ]);
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  const { body } = await door.as('test/ada', {
    method: 'GET',
    url: `/v1/instances/${instance}/events?limit=200`,
  });
  const events = body.items.flatMap((row: { events: { type: string }[] }) => row.events);
  expect(events.filter(({ type }: { type: string }) => type === 'VoteCast')).toHaveLength(1);
});

test('R10.1 what has changed since the letter is shown, and asked for again', async () => {
  const flow = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: both, title: Both }
spec:
  version: 1.0.0
  subject: form.reason
  form:
    type: object
    properties: { reason: { type: string }, price: { title: Price, type: number } }
  steps:
    - parallel: two
      join: all
      branches:
        - steps:
            - approval: one
              ask: { manager: initiator }
              ballot: any
              rights: { price: edit }
        - steps: [{ approval: other, ask: { role: director }, ballot: any }]
`;
  const published = await door.engine.publish({ tenant: 'test', person: 'desi' }, flow);
  expect(published).toMatchObject({ ok: true });
  const payload = { flow: 'both', form: { reason: 'changing', price: 10 } };
  const { body } = await door.as('test/emma', { method: 'POST', url: '/v1/instances', payload });
  const path = LINK.exec((await letterOn('changing', 'dora')).text)![1]!;
  const before = seenOn((await look(path)).text);
  const maxs = body.waitingFor.find(({ person }: { person: string }) => person === 'max').task;
  expect((await approve('max', maxs, { form: { price: 99 } })).status).toBe(200);
  const looked = await look(path);
  expect(looked.text).toContain('Changed since your letter');
  expect(looked.text).toMatch(/<del>10<\/del>.*<ins>99<\/ins>/);
  const refused = await send(path, { verdict: 'approve', seen: before });
  expect(refused.text).toContain('Changed since your letter');
  expect(refused.text).not.toContain('You approved it.');
  const done = await send(path, { verdict: 'approve', seen: seenOn(looked.text) });
  expect(done.text).toContain('You approved it.');
});

test('R6.4 a link is over when its task is settled or somebody else’s, also once it came back', async () => {
  const settled = await asked('settled elsewhere');
  expect((await approve('max', settled.task)).status).toBe(200);
  const gone = await look(settled.path);
  expect([gone.status, gone.text.includes('This is settled')]).toEqual([410, true]);

  const lent = await asked('lent and back');
  const seen = seenOn((await look(lent.path)).text);
  const act = (person: string, verb: string, payload: object) =>
    door.as(`test/${person}`, { method: 'POST', url: `/v1/tasks/${lent.task}/${verb}`, payload });
  expect((await act('max', 'delegate', { to: 'leo' })).status).toBe(200);
  expect((await look(lent.path)).text).toContain('It is not yours any more');
  expect((await act('max', 'recall', {})).status).toBe(200);
  const dead = await send(lent.path, { verdict: 'approve', seen });
  expect([dead.status, dead.text.includes('It is not yours any more')]).toEqual([410, true]);
});

test('R6.2 a step that demands more than a yes or a no is not decided by link', async () => {
  const flow = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: reasoned, title: Reasoned }
spec:
  version: 1.0.0
  subject: form.reason
  form: { type: object, properties: { reason: { type: string } } }
  steps:
    - approval: why
      ask: { manager: initiator }
      ballot: any
      require: [comment]
`;
  const published = await door.engine.publish({ tenant: 'test', person: 'desi' }, flow);
  expect(published).toMatchObject({ ok: true });
  const payload = { flow: 'reasoned', form: { reason: 'say why' } };
  const { body } = await door.as('test/emma', { method: 'POST', url: '/v1/instances', payload });
  const { text } = await letterOn('say why');
  expect(text).not.toContain('/a/');
  expect(text).toContain(`${PUBLIC_URL}/inbox/mine/${body.waitingFor[0].task}`);
  // A link from before the demand was made shows, and leads to the studio.
  const token = await issueLink(door.engine.store, {
    tenant: 'test',
    person: 'max',
    task: body.waitingFor[0].task,
    seen: '0'.repeat(64),
    seq: body.seq,
    expiresAtMs: Date.now() + 60_000,
  });
  const page = await look(`/a/${token}`);
  expect(page.text).toContain('Decide it in Vermilion.');
  expect(page.text).not.toContain('<form');
  const sent = await send(`/a/${token}`, { verdict: 'approve', seen: '0'.repeat(64) });
  expect(sent.text).toContain('Decide it in Vermilion.');
});

test('R10.1 a link is over when its time is', async () => {
  const { task, instance } = await asked('too late');
  const { body } = await door.as('test/max', { method: 'GET', url: `/v1/tasks/${task}/desk` });
  const token = await issueLink(door.engine.store, {
    tenant: 'test',
    person: 'max',
    task,
    seen: body.seen,
    seq: await seqOf(instance),
    expiresAtMs: Date.now() - 1,
  });
  const page = await look(`/a/${token}`);
  expect([page.status, page.text.includes('The link is too old')]).toEqual([410, true]);
  const sent = await send(`/a/${token}`, { verdict: 'approve', seen: body.seen });
  expect(sent.status).toBe(410);
});

test('X9 what was never a link says nothing, whatever it looks like, and guessing is slowed down', async () => {
  const { path } = await asked('guess');
  const [name, secret] = path.slice(3).split('.') as [string, string];
  const other = Buffer.from('other').toString('base64url');
  const wrong = [
    `/a/${name}.${secret.slice(0, -1)}`,
    `/a/${name}.${'A'.repeat(43)}`,
    `/a/${other}.${secret}`,
    `/a/${secret}`,
    '/a/%00',
    '/a/x',
  ];
  const pages = await Promise.all(wrong.map((url) => look(url)));
  expect(pages.map(({ status }) => status)).toEqual(wrong.map(() => 404));
  expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
  for (let n = 0; n < 30; n++) await look('/a/x');
  expect((await look('/a/x')).status).toBe(429);
  expect((await look(path)).status).toBe(200);
});

test('a form of another site, or none of the page, decides nothing', async () => {
  const fresh = await openDoor({
    channels: [mailChannel({ smtpUrl: mailbox.url, from: 'flows@example.org' })],
    studio: folder,
  });
  const { body } = await fresh.as('test/emma', {
    method: 'POST',
    url: '/v1/instances',
    payload: { flow: 'claim', form: { amount: 5, reason: 'foreign' } },
  });
  const path = LINK.exec((await letterOn('foreign')).text)![1]!;
  const page = await fresh.as(undefined, { method: 'GET', url: path });
  const seen = seenOn(page.text);
  const post = (fields: Record<string, string>, headers = {}) =>
    fresh.as(undefined, {
      method: 'POST',
      url: path,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  await post({ verdict: 'approve', seen }, { 'sec-fetch-site': 'cross-site' });
  await post({ verdict: 'approve' });
  await post({ verdict: 'transfer', seen });
  await post({ verdict: 'approve', seen: 'x' });
  await post({ verdict: 'approve', seen, comment: 'x'.repeat(2_001) });
  const json = { method: 'POST', url: path, payload: { verdict: 'approve', seen } } as const;
  expect((await fresh.as(undefined, json)).status).toBe(415);
  const url = `/v1/instances/${body.instance}`;
  const now = await fresh.as('test/max', { method: 'GET', url });
  expect(now.body.seq).toBe(body.seq);
  await fresh.close();
});

test('no log line holds the secret of a link, whatever the level', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const mail = mailChannel({ smtpUrl: mailbox.url, from: 'flows@example.org' });
  const logged = await openDoor({ channels: [mail], studio: folder, log });
  const payload = { flow: 'claim', form: { amount: 5, reason: 'kept quiet' } };
  await logged.as('test/emma', { method: 'POST', url: '/v1/instances', payload });
  const path = LINK.exec((await letterOn('kept quiet')).text)![1]!;
  const page = await logged.as(undefined, { method: 'GET', url: path });
  expect(page.status).toBe(200);
  await logged.as(undefined, { method: 'GET', url: '/v1/session' });
  expect(lines.join('')).toContain('/v1/session');
  expect(lines.join('')).not.toContain(path.slice(3, 20));
  await logged.close();
});

test('what somebody writes fills no place of the page, and turns no direction', async () => {
  const reason = 'Servers {{page}} {{title}}';
  await door.start({ amount: 5, reason: `${reason} \u202e1300`, salary: 1 });
  const { text } = await letterOn(reason);
  const { text: page } = await look(LINK.exec(text)![1]!);
  expect(page).toContain('<h1>Servers {{page}} {{title}}');
  expect(page.match(/name="seen"/g)?.length).toBeGreaterThan(0);
  for (const each of [page, text]) expect(each).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
});

test('a flow that forbids it is decided by no link, neither a new one nor one that there is', async () => {
  const { engine } = door;
  const source = CLAIM.replace('name: claim,', 'name: quiet,').replace(
    '  version: 1.0.0',
    '  version: 1.0.0\n  oneTap: false',
  );
  const desi = { tenant: 'test', person: 'desi' };
  expect(await engine.publish(desi, source)).toMatchObject({ ok: true });
  const form = { amount: 5, reason: 'no tap', salary: 9 };
  const payload = { flow: 'quiet', form };
  const { body } = await door.as('test/emma', { method: 'POST', url: '/v1/instances', payload });
  const { instance } = body;
  const { task } = body.waitingFor[0];
  const { text, html } = await letterOn('no tap');
  expect(text).toContain(`${PUBLIC_URL}/inbox/mine/${task}`);
  expect(`${text} ${html}`).not.toContain(`${PUBLIC_URL}/a/`);
  const desk = await door.as('test/max', { method: 'GET', url: `/v1/tasks/${task}/desk` });
  const { seen, seq } = desk.body;
  const expiresAtMs = engine.clock.nowMs() + 60_000;
  const link = { tenant: 'test', person: 'max', task, seen, seq, expiresAtMs };
  const path = `/a/${await issueLink(engine.store, link)}`;
  const page = await look(path);
  expect(page.text).not.toContain('<form');
  expect(page.text).toContain(`/inbox/mine/${task}`);
  const sent = await send(path, { verdict: 'approve', seen });
  expect(sent.text).not.toContain('You approved it.');
  expect(await seqOf(instance)).toBe(seq);
});

const MACHINES = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: NAME }
spec:
  version: 1.0.0
  subject: form.reason
  form:
    type: object
    required: [reason]
    properties:
      reason: { type: string, maxLength: 100 }
      day: { type: string, format: date, x-kind: date, title: { en: Day, zh-CN: 日期 } }
  steps:
    - approval: manager
      ask: { user: max }
      ballot: any
      onReject: REJECT
    - call: order
      title: { en: Place the order, zh-CN: 下单 }
      http: { method: POST, url: 'https://example.com/order' }
    - notify: told
      title: { en: Word to the asker, zh-CN: 通知申请人 }
      tell: initiator
`;

async function publishMachines(name: string, reject: string): Promise<void> {
  const source = MACHINES.replace('NAME', name).replace('REJECT', reject);
  await door.engine.publish({ tenant: 'test', person: 'desi' }, source);
}

async function pageOf(flow: string, reason: string) {
  const payload = { flow, form: { reason, day: '2026-11-23' } };
  await door.as('test/emma', { method: 'POST', url: '/v1/instances', payload });
  const { text, html } = await letterOn(reason);
  return { text, html, page: (await look(LINK.exec(text)![1]!)).text };
}

test('R12.1 letter and page say what follows where machines only do, how it ends, and what a no brings', async () => {
  await publishMachines('ends', 'end');
  const { text, html, page } = await pageOf('ends', 'an order that ends');
  for (const shown of [text, html, page]) {
    expect(shown).toMatch(/If you approve[\s\S]*Place the order[\s\S]*the system calls a service/);
    expect(shown).toMatch(/Word to the asker[\s\S]*the system tells people/);
    expect(shown).toMatch(/Then it ends: approved\.[\s\S]*If you reject[\s\S]*It ends: rejected\./);
  }
});

test('R12.1 R7.1 letter and page say to whom a no sends it back, and that it does not end', async () => {
  await publishMachines('sends-back', '{ return: initiator }');
  const { text, html, page } = await pageOf('sends-back', 'an order that comes back');
  for (const shown of [text, html, page]) {
    expect(shown).toMatch(
      /If you reject[\s\S]*It goes back to emma, who may change it and send it/,
    );
    expect(shown).not.toContain('ends: rejected');
  }
});

test('letter and page write a day with its weekday', async () => {
  const { text, html, page } = await pageOf('ends', 'an order for a day');
  for (const shown of [text, html, page]) expect(shown).toContain('Mon 23 Nov 2026');
});
