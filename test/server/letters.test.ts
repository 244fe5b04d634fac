/** Letters: who gets which, once, when they wish, whatever the mail server does. */

import { afterEach, expect, test } from 'vitest';
import type { Channel, Sent } from '../../src/notices/index.ts';
import { mailChannel } from '../../src/notices/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import type { Door } from './fixture.ts';
import { openDoor } from './fixture.ts';
import type { Answer, Mailbox } from './mailbox.ts';
import { openMailbox } from './mailbox.ts';

const HOUR_MS = 3_600_000;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A door that mails, and a way to let time pass for what is kept. */
async function opened(answer?: (address: string, tries: number) => Answer) {
  let offsetMs = 0;
  const mailbox = await openMailbox(answer);
  ends.push(() => mailbox.close());
  const store = createMemoryStore(() => Date.now() + offsetMs);
  const mail = mailChannel({ smtpUrl: mailbox.url, from: 'Flows 流 <flows@example.org>' });
  const door = await openDoor({ store, channels: [mail] });
  ends.push(() => door.close());
  const pass = (ms: number) => {
    offsetMs += ms;
  };
  return { door, mailbox, store, pass };
}

async function letters(mailbox: Mailbox, person: string, count: number) {
  await expect.poll(() => mailbox.to(person).length).toBe(count);
  return mailbox.to(person);
}

function post(door: Door, person: string, url: string, payload: object = {}) {
  return door.as(`test/${person}`, { method: 'POST', url, payload });
}

test('a task is written to the one who has it, in text and HTML, with a way out', async () => {
  const { door, mailbox } = await opened();
  const { task } = await door.start({ amount: 5, reason: 'green <b>tea</b>' });
  const [mail] = await letters(mailbox, 'max', 1);
  const { headers, text, html } = mail!;
  expect(headers['subject']).toBe('Your decision: green <b>tea</b>');
  expect(headers['from']).toBe('Flows 流 <flows@example.org>');
  expect(headers['list-unsubscribe']).toBe('<https://flows.example/me#notices>');
  expect(headers['auto-submitted']).toBe('auto-generated');
  expect(headers['content-type']).toMatch(/^multipart\/alternative/);
  expect(text).toContain('amount: 5');
  expect(text).toContain(`https://flows.example/inbox/mine/${task}`);
  expect(html).toContain('green &#60;b&#62;tea');
  expect(html).not.toContain('<b>tea');
  expect(html).not.toMatch(/<script|<img|src=/);
});

test('O4 a letter has one id over all tries, and the next try comes after its pause', async () => {
  const { door, mailbox, store, pass } = await opened((_, tries) =>
    tries === 0 ? 'puts-off' : 'takes',
  );
  await door.start();
  await expect.poll(() => store.letters.nextDueInMs()).toBeGreaterThan(15_000);
  await expect.poll(() => store.letters.nextDueInMs()).toBeLessThanOrEqual(20_000);
  expect(mailbox.mails).toEqual([]);
  pass(20_000);
  const [mail] = await letters(mailbox, 'max', 1);
  expect(mail!.headers['message-id']).toMatch(/^<[0-9a-f]{40}@example\.org>$/);
});

test('M5 R6 a letter in the hands of a server that stands still goes out by another, and stays sent', async () => {
  let offsetMs = 0;
  const store = createMemoryStore(() => Date.now() + offsetMs);
  const held = Promise.withResolvers<Sent>();
  const inHand = Promise.withResolvers<void>();
  const still: Channel = {
    name: 'mail',
    isPrivate: true,
    reaches: async () => true,
    send: () => {
      inHand.resolve();
      return held.promise;
    },
    close: async () => {},
  };
  const one = await openDoor({ store, channels: [still] });
  ends.push(() => one.close());
  await one.start();
  await inHand.promise;
  const mailbox = await openMailbox();
  ends.push(() => mailbox.close());
  const mail = mailChannel({ smtpUrl: mailbox.url, from: 'flows@example.org' });
  const two = await openDoor({ store, channels: [mail] });
  ends.push(() => two.close());
  expect(await store.letters.nextDueInMs()).toBeGreaterThan(0);
  offsetMs = 60_000;
  await letters(mailbox, 'max', 1);
  await expect.poll(() => store.letters.nextDueInMs()).toBeUndefined();
  held.resolve({ kind: 'retry', reason: 'too late' });
  await one.notices!.end();
  expect(await store.letters.nextDueInMs()).toBeUndefined();
  expect(mailbox.to('max')).toHaveLength(1);
});

test('O6 an address that nobody has is given up and shown, and holds up nobody else', async () => {
  const { door, mailbox, store } = await opened((address) =>
    address.startsWith('max@') ? 'refuses' : 'takes',
  );
  const { task } = await door.start();
  await expect.poll(() => store.letters.dead('test', { limit: 9 })).toHaveLength(1);
  expect(await store.letters.dead('test', { limit: 9 })).toMatchObject([
    { person: 'max', channel: 'mail', attempts: 1, reason: expect.stringContaining('550') },
  ]);
  await post(door, 'max', `/v1/tasks/${task}/approve`);
  for (const person of ['fay', 'finn', 'flo']) await letters(mailbox, person, 1);
});

test('R6 a letter that was given up goes out once it is put back in line, by those who may', async () => {
  const { door, mailbox, store } = await opened((address, tries) =>
    address.startsWith('max@') && tries === 0 ? 'refuses' : 'takes',
  );
  await door.start();
  await expect.poll(() => store.letters.dead('test', { limit: 9 })).toHaveLength(1);
  const [{ id } = { id: '' }] = await store.letters.dead('test', { limit: 9 });
  const redrive = `/v1/letters/${id}/redrive`;
  expect(await post(door, 'max', redrive)).toMatchObject({ status: 403 });
  expect((await post(door, 'ada', redrive)).status).toBe(204);
  await letters(mailbox, 'max', 1);
  const again = await post(door, 'ada', redrive);
  expect(again).toMatchObject({ status: 404, body: { code: 'letter.unknown' } });
});

test('O8 events that come again write no second letter', async () => {
  const { door, mailbox } = await opened();
  const sink = door.notices!.sinks[0]!;
  const take = sink.take.bind(sink);
  Object.assign(sink, {
    take: async (...given: Parameters<typeof take>) => {
      await take(...given);
      await take(...given);
    },
  });
  await door.start();
  await letters(mailbox, 'max', 1);
  await door.start({ amount: 6, reason: 'second' });
  await letters(mailbox, 'max', 2);
  expect(mailbox.to('max').map(({ headers }) => headers['subject'])).toEqual([
    'Your decision: tea',
    'Your decision: second',
  ]);
});

test('no form, name or subject writes a header', async () => {
  const { door, mailbox } = await opened();
  const reason = 'tea\r\nBcc: eve@example.org\r\n\r\nfoo\u2028bar\u0085x';
  await door.start({ amount: 5, reason });
  const [mail] = await letters(mailbox, 'max', 1);
  expect(mail!.headers['subject']).toBe('Your decision: tea Bcc: eve@example.org foo bar x');
  expect(mail!.headers['bcc']).toBeUndefined();
  expect(mailbox.mails).toHaveLength(1);
});

test('the initiator hears of the end, in the language that the directory names', async () => {
  const { door, mailbox } = await opened();
  const people = [
    { id: 'emma', name: { en: 'Emma', 'zh-CN': '艾玛' }, manager: 'max', language: 'zh-CN' },
    { id: 'max', name: { en: 'Max', 'zh-CN': '马克' } },
    { id: 'desi', name: 'Desi' },
  ].map((person) => ({ ...person, email: `${person.id}@example.org` }));
  const by = { kind: 'system', cause: 'test' } as const;
  const departments: object[] = [];
  await door.engine.saveDirectory('test', by, { id: 'test', name: 'Test', departments, people });
  const { task } = await door.start({ amount: 5, reason: '买茶' });
  await post(door, 'max', `/v1/tasks/${task}/reject`, { comment: '太贵' });
  const [mail] = await letters(mailbox, 'emma', 1);
  expect(mail!.headers['subject']).toBe('已办结：买茶');
  expect(mail!.headers['content-language']).toBe('zh-CN');
  expect(mail!.text).toContain('你的申请已办结：已拒绝。');
});

test('R6.11 a reminder comes at once, and what is settled before it goes out is not sent', async () => {
  const { door, mailbox, store, pass } = await opened();
  const { instance, task } = await door.start();
  await letters(mailbox, 'max', 1);
  expect((await post(door, 'emma', `/v1/instances/${instance}/remind`)).status).toBe(200);
  await letters(mailbox, 'max', 2);
  expect(mailbox.to('max')[1]!.text).toContain('emma asks you to look at this soon.');
  const mail = { ...ALL_NOW, task: 'digest' };
  await store.preferences.save('test', 'fay', JSON.stringify({ channels: { mail } }));
  await post(door, 'max', `/v1/tasks/${task}/approve`);
  for (const person of ['finn', 'flo']) await letters(mailbox, person, 1);
  await expect.poll(() => store.letters.nextDueInMs()).toBeGreaterThan(0);
  await post(door, 'finn', `/v1/tasks/${mailTask(mailbox, 'finn')}/approve`);
  await post(door, 'flo', `/v1/tasks/${mailTask(mailbox, 'flo')}/approve`);
  pass(80 * HOUR_MS);
  await expect.poll(() => store.letters.nextDueInMs()).toBeUndefined();
  expect(mailbox.to('fay')).toEqual([]);
});

const ALL_NOW = {
  task: 'now',
  reminder: 'now',
  escalation: 'now',
  returned: 'now',
  told: 'now',
  ended: 'now',
  incident: 'now',
};

function mailTask(mailbox: Mailbox, person: string): string {
  return /\/inbox\/mine\/(\S+)/.exec(mailbox.to(person)[0]!.text)![1]!;
}

test('what goes into a digest goes out as one letter, at its hour, without a link that decides', async () => {
  const { door, mailbox, store, pass } = await opened();
  const mail = { ...ALL_NOW, task: 'digest' };
  const digest = { at: ['09:00'], onWorkingDays: true };
  await store.preferences.save('test', 'max', JSON.stringify({ channels: { mail }, digest }));
  for (const reason of ['first', 'second', 'third']) await door.start({ amount: 5, reason });
  await expect.poll(() => store.letters.nextDueInMs()).toBeGreaterThan(0);
  expect(mailbox.to('max')).toEqual([]);
  pass(80 * HOUR_MS);
  const [mailed] = await letters(mailbox, 'max', 1);
  expect(mailed!.headers['subject']).toBe('3 things to know');
  for (const reason of ['first', 'second', 'third']) expect(mailed!.text).toContain(reason);
  expect(mailed!.text).not.toContain('/a/');
});

test('who wishes nothing gets nothing; the others are written to all the same', async () => {
  const { door, mailbox, store } = await opened();
  const mail = Object.fromEntries(Object.keys(ALL_NOW).map((kind) => [kind, 'never']));
  await store.preferences.save('test', 'fay', JSON.stringify({ channels: { mail } }));
  const { task } = await door.start();
  await post(door, 'max', `/v1/tasks/${task}/approve`);
  for (const person of ['finn', 'flo']) await letters(mailbox, person, 1);
  // A letter is settled after it was taken.
  await expect.poll(() => store.letters.nextDueInMs()).toBeUndefined();
  expect(mailbox.to('fay')).toEqual([]);
});

test('wishes are the caller’s own, hold from then on, and are refused when they make no sense', async () => {
  const { door, mailbox } = await opened();
  const url = '/v1/me/notices';
  const usual = await door.as('test/max', { method: 'GET', url });
  expect(usual.body).toMatchObject({
    channels: { mail: { ...ALL_NOW, told: 'digest' }, chat: { task: 'never' } },
    digest: { at: ['09:00'], onWorkingDays: true },
    urgentPasses: true,
    reachedBy: ['mail'],
    usual: { language: 'en', timeZone: 'UTC' },
  });
  const wishes = {
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    channels: { mail: ALL_NOW },
    digest: { at: ['08:30', '17:00'], onWorkingDays: false },
    urgentPasses: false,
  };
  const put = (payload: object) => door.as('test/max', { method: 'PUT', url, payload });
  expect((await put(wishes)).body).toMatchObject(wishes);
  expect((await door.as('test/max', { method: 'GET', url })).body).toMatchObject(wishes);
  expect((await door.as('test/fay', { method: 'GET', url })).body).toMatchObject(usual.body);
  for (const wrong of [
    { ...wishes, timeZone: 'Mars/Olympus' },
    { ...wishes, digest: { at: ['25:00'], onWorkingDays: true } },
    { ...wishes, digest: { at: [], onWorkingDays: true } },
    { ...wishes, channels: { mail: { task: 'now' } } },
    { ...wishes, channels: { pigeon: ALL_NOW } },
    { ...wishes, quiet: { from: '22:00' } },
  ]) {
    expect((await put(wrong)).body.code).toBe('request.invalid');
  }
  await door.start();
  const [mail] = await letters(mailbox, 'max', 1);
  expect(mail!.headers['subject']).toBe('待你审批：tea');
});

test('O6 letters that were given up are shown to who may see them', async () => {
  const { door } = await opened(() => 'refuses');
  await door.start();
  const url = '/v1/letters/dead';
  await expect
    .poll(async () => (await door.as('test/ada', { method: 'GET', url })).body.items)
    .toMatchObject([{ person: 'max', channel: 'mail', kind: 'task', attempts: 1 }]);
  expect((await door.as('test/max', { method: 'GET', url })).body.code).toBe('access.denied');
});

test('R6.5 an event speaks of the tasks that it opened, and of no others that are open', async () => {
  const { door, mailbox, store } = await opened();
  const kept: string[] = [];
  const add = store.letters.add.bind(store.letters);
  Object.assign(store.letters, {
    add: async (rows: Parameters<typeof add>[0]) => {
      kept.push(...rows.map(({ person }) => person));
      await add(rows);
    },
  });
  const { task } = await door.start();
  await post(door, 'max', `/v1/tasks/${task}/approve`);
  for (const person of ['fay', 'finn', 'flo']) await letters(mailbox, person, 1);
  expect(kept.sort()).toEqual(['fay', 'finn', 'flo', 'max']);
  await post(door, 'fay', `/v1/tasks/${mailTask(mailbox, 'fay')}/delegate`, { to: 'leo' });
  await letters(mailbox, 'leo', 1);
  const advice = { advice: 'approve' };
  await post(door, 'leo', `/v1/tasks/${mailTask(mailbox, 'leo')}/advise`, advice);
  await letters(mailbox, 'fay', 2);
  expect(kept.sort()).toEqual(['fay', 'fay', 'finn', 'flo', 'leo', 'max']);
});

test('R7.1 R6.14 who gets a request back, or is told of one, hears of it in those words', async () => {
  const { door, mailbox, store } = await opened();
  await store.preferences.save('test', 'leo', JSON.stringify({ channels: { mail: ALL_NOW } }));
  const { instance, task } = await door.start();
  expect(
    (await post(door, 'max', `/v1/instances/${instance}/copy`, { people: ['leo'] })).status,
  ).toBe(200);
  const [told] = await letters(mailbox, 'leo', 1);
  expect(told!.headers['subject']).toBe('For your information: tea');
  expect(told!.text).toContain('max wants you to know of this.');
  expect(told!.text).not.toContain('/a/');
  await post(door, 'max', `/v1/tasks/${task}/return`, { to: 'initiator', comment: 'which tea?' });
  const [back] = await letters(mailbox, 'emma', 1);
  expect(back!.headers['subject']).toBe('Back to you: tea');
  expect(back!.text).toContain('max sent your request back to you.');
  expect(back!.text).not.toContain('/a/');
});

const COPIED = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: copied }
spec:
  version: 1.0.0
  subject: '"tea"'
  form: { type: object }
  steps:
    - approval: manager
      ask: { manager: initiator }
      ballot: any
    - notify: file
      tell: [initiator, { user: leo }]
`;

test.each([
  ['now', 'Decided: tea'],
  ['never', 'For your information: tea'],
])('the copy of an end is written to who is not told of the end: %s', async (ended, subject) => {
  const { door, mailbox, store } = await opened();
  const wishes = JSON.stringify({ channels: { mail: { ...ALL_NOW, ended } } });
  for (const person of ['emma', 'leo']) await store.preferences.save('test', person, wishes);
  await door.engine.publish({ tenant: 'test', person: 'desi' }, COPIED);
  const { body } = await post(door, 'emma', '/v1/instances', { flow: 'copied', form: {} });
  await post(door, 'max', `/v1/tasks/${body.instance}.2.1/approve`);
  await letters(mailbox, 'leo', 1);
  await expect.poll(() => store.letters.nextDueInMs()).toBeUndefined();
  expect(mailbox.to('emma').map(({ headers }) => headers['subject'])).toEqual([subject]);
});

const LADDER = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: late, title: Late }
spec:
  version: 1.0.0
  subject: '"late " + form.reason'
  form: { type: object, properties: { reason: { type: string }, big: { type: number } } }
  steps:
    - approval: manager
      ask: { manager: initiator }
      ballot: any
      ladder:
        - { after: 1h, do: remind }
        - { after: 2h, do: escalate }
    - choice: which
      branches:
        - { when: form.big > 5.0, steps: [] }
        - { otherwise: true, steps: [] }
`;

test('R9.1 R2.3 a ladder reminds and escalates by mail, and an incident reaches administrators', async () => {
  const { door, mailbox, pass } = await opened();
  const published = await door.engine.publish({ tenant: 'test', person: 'desi' }, LADDER);
  expect(published).toMatchObject({ ok: true });
  const payload = { flow: 'late', form: { reason: 'again' } };
  await post(door, 'emma', '/v1/instances', payload);
  await letters(mailbox, 'max', 1);
  pass(HOUR_MS + 1_000);
  const [, reminder] = await letters(mailbox, 'max', 2);
  expect(reminder!.headers['subject']).toBe('Reminder: late again');
  expect(reminder!.text).toContain('This still waits for you.');
  pass(HOUR_MS);
  const [escalated] = await letters(mailbox, 'dora', 1);
  expect(escalated!.headers['subject']).toBe('Escalated to you: late again');
  await post(door, 'dora', `/v1/tasks/${mailTask(mailbox, 'dora')}/approve`);
  const [incident] = await letters(mailbox, 'ada', 1);
  expect(incident!.headers['subject']).toBe('Stands still: late again');
});
