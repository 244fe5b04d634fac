/** Requests as they are drawn: texts with words for what only the answers tell. */

import { TEST_ORGANISATION } from '../../../src/testing/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { valueFor } from '../draw/schema.ts';
import type { TextChange } from '../draw/text.ts';
import { changeText } from '../draw/text.ts';
import { changeTree, writeJson } from '../draw/tree.ts';
import { ODD_NUMBERS, ODD_TEXTS, ODD_VALUES } from '../draw/words.ts';
import type { Route } from './door.ts';
import { STARTS } from './door.ts';

/** One request of a conversation. `{{task}}` and its like stand for what was heard before. */
export interface Request {
  readonly as: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Sent a second time with the same key. */
  readonly again?: true;
}

const PEOPLE = ['emma', 'max', 'dora', 'ceo', 'fay', 'finn', 'ada', 'desi', 'audrey'] as const;
const IDS: Readonly<Record<string, readonly string[]>> = {
  id: ['{{instance}}', '{{task}}', '{{task}}', '{{foreignInstance}}', '{{foreignTask}}', 'x.1.1'],
  instance: ['{{instance}}', '{{foreignInstance}}', 'none'],
  name: ['claim', 'leave', 'paid', 'x'],
  version: ['1.0.0', '9.9.9', 'x'],
  token: ['dGVzdA.i1.1.00', '{{instance}}', 'x'],
  after: ['{{cursor}}', 'e30', 'MA', 'x'],
  task: ['{{task}}', '{{task}}', '{{foreignTask}}', 'x.1.1'],
  person: [...PEOPLE, 'gone', 'nobody'],
  to: ['max', 'fay', 'initiator', 'previous', 'manager', 'finance', 'gone'],
  step: ['manager', 'finance', 'told', 'none'],
  flow: STARTS.map(({ flow }) => flow),
  scope: ['*', 'instance.read', 'mine', 'all'],
};

const ORGANISATION = { ...TEST_ORGANISATION, id: 'spare' };

function byName(chance: Chance, name: string): unknown {
  if (name === 'source') return chance.pick(STARTS).text;
  if (name === 'form') return chance.pick(chance.pick(STARTS).forms);
  const ids = IDS[name];
  return ids && chance.happens(0.9) ? chance.pick(ids) : undefined;
}

/** A start that is meant to be taken: what comes behind it has something to act on. */
export function drawStart(chance: Chance): Request {
  const { flow, forms } = chance.pick(STARTS);
  return {
    as: 'test/emma',
    method: 'POST',
    url: '/v1/instances',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ flow, form: chance.pick(forms) }),
  };
}

const DONORS: readonly unknown[] = [...STARTS.flatMap(({ forms }) => forms), ...ODD_VALUES];

/** A request to a route, changed a little more often than not. */
export function drawRequest(chance: Chance, route: Route): Request {
  const isOdd = chance.happens(0.6);
  const isDirectory = route.path === '/v1/directory';
  const written = drawBody(chance, route, isOdd);
  return {
    as: isDirectory ? 'spare/ada' : drawPerson(chance),
    method: chance.happens(0.02) ? chance.pick(['HEAD', 'OPTIONS', 'PATCH']) : route.method,
    url: drawUrl(chance, route, isOdd && chance.happens(0.3)),
    headers: drawHeaders(chance, isOdd && chance.happens(0.2), written !== undefined),
    ...(written === undefined ? {} : { body: written }),
    ...(route.method !== 'GET' && chance.happens(0.2) ? { again: true } : {}),
  };
}

function drawPerson(chance: Chance): string {
  if (chance.happens(0.6)) return 'test/{{person}}';
  return chance.happens(0.3) ? 'test/ada' : `test/${chance.pick(PEOPLE)}`;
}

function drawBody(chance: Chance, { body, path }: Route, isOdd: boolean): string | undefined {
  if (!body) return chance.happens(0.02) ? '{}' : undefined;
  const fitting = path === '/v1/directory' ? ORGANISATION : valueFor(chance, body, byName);
  if (!isOdd) return JSON.stringify(fitting);
  if (chance.happens(0.7)) return writeJson(chance, changeTree(chance, fitting, DONORS, 2));
  return changeText(chance, JSON.stringify(fitting), BODY, 2);
}

const BODY: TextChange = {
  words: [
    ...ODD_TEXTS.map((text) => JSON.stringify(text)),
    ...ODD_NUMBERS,
    '{',
    '}',
    '[',
    ']',
    ',',
  ],
  donors: STARTS.map(({ forms }) => JSON.stringify(forms[0])),
  charsMax: 50_000,
};
const URL_PARTS: TextChange = {
  words: [...ODD_TEXTS.map(encodeSafely), '%', '%2e%2e', '%2F', '//', '?', '&', '=', '#', ';'],
  donors: ['/v1/tasks?limit=1&limit=2', '/v1/instances/../flows', '/V1/TASKS', '/v1/flows/%ff'],
  charsMax: 2_000,
};

function encodeSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function drawUrl(chance: Chance, { path, query }: Route, isOdd: boolean): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    return chance.happens(0.03)
      ? encodeSafely(chance.pick(ODD_TEXTS))
      : chance.pick(IDS[name] ?? ['x']);
  });
  const asked = Object.entries(query)
    .filter(() => chance.happens(0.5))
    .map(
      ([name, schema]) => `${name}=${encodeQuery(String(valueFor(chance, schema, byName, name)))}`,
    );
  const url = asked.length === 0 ? place : `${place}?${asked.join('&')}`;
  const odd = isOdd ? changeText(chance, url, URL_PARTS, 2) : url;
  return isSendable(odd) ? odd : url;
}

/** Whether a client can send it at all: what no client sends comes over the wire. */
function isSendable(url: string): boolean {
  return /^\/(?!\/)[\x21-\x7e]*$/.test(url) && URL.canParse(url, 'http://localhost');
}

/** Braces stay: they are filled in later. */
function encodeQuery(text: string): string {
  return text.startsWith('{{') ? text : encodeSafely(text);
}

const MEDIA = [
  ...['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/xml', ''],
  ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json;'],
  ...['application/json; charset=utf-16', 'APPLICATION/JSON', 'application/problem+json', '*/*'],
];

function drawHeaders(chance: Chance, isOdd: boolean, hasBody: boolean): Record<string, string> {
  const headers: Record<string, string> = hasBody ? { 'content-type': 'application/json' } : {};
  if (chance.happens(0.3)) headers['idempotency-key'] = `k${chance.below(5)}`;
  if (!isOdd) return headers;
  const odd = asHeader(chance.pick([...ODD_TEXTS, ...ODD_NUMBERS]));
  switch (chance.below(6)) {
    case 0:
      return { ...headers, 'content-type': chance.pick(MEDIA) };
    case 1:
      return { ...headers, 'idempotency-key': odd };
    case 2:
      return { ...headers, 'vermilion-priority': odd };
    case 3:
      return { ...headers, authorization: drawCredential(chance, odd) };
    case 4:
      return { ...headers, accept: odd, 'accept-encoding': odd, 'x-request-id': odd };
    default:
      return { ...headers, [chance.pick(FORWARDED)]: odd };
  }
}

const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'host', 'cookie', 'last-event-id', 'te'];

function drawCredential(chance: Chance, odd: string): string {
  const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEiLCJ0ZW5hbnQiOiJ0ZXN0In0.';
  const values = [odd, `Bearer ${odd}`, `Bearer vk_${odd}`, `Bearer ${token}`, `Demo ${odd}`];
  return chance.pick([...values, 'Demo other/../test/ada', 'Demo test/gone', 'Basic YTpi', 'Demo']);
}

/** What a client can put into a header at all. */
function asHeader(text: string): string {
  return text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '');
}
