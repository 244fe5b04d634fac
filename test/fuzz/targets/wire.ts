/** Bytes on a connection to the HTTP door: what no client library would ever send. */

import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { DOOR_PROBLEMS } from '../../../src/protocol/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import type { TextChange } from '../draw/text.ts';
import { changeText, heap } from '../draw/text.ts';
import { ODD_NUMBERS } from '../draw/words.ts';
import type { Session, Target, Witness } from '../target.ts';
import { openFuzzDoor } from './door.ts';

const HEAD = 'Host: a\r\nAuthorization: Demo test/emma\r\n';
const BODY = '{"flow":"claim","form":{"amount":1,"reason":"x"}}';
const TYPE = 'Content-Type: application/json\r\n';

/** Requests that are answered; the last header of each says that there will be no other. */
const WHOLE: readonly string[] = [
  `GET /v1/tasks HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`,
  `GET /v1/flows?limit=1 HTTP/1.0\r\n${HEAD}\r\n`,
  `POST /v1/instances HTTP/1.1\r\n${HEAD}${TYPE}Content-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`,
  `POST /v1/instances HTTP/1.1\r\n${HEAD}${TYPE}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`,
  `GET /v1/tasks HTTP/1.1\r\n${HEAD}\r\nGET /v1/flows HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`,
];

const WORDS: readonly string[] = [
  ...['\r\n', '\n', '\r', '\r\n\r\n', ' ', '\t', ':', '\0', '%', '/', '//', '/../', '?', '#', '*'],
  ...[
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding: identity, chunked\r\n',
    'TE: trailers\r\n',
  ],
  ...[
    'Transfer-Encoding : chunked\r\n',
    'Transfer-Encoding:\x0bchunked\r\n',
    'Content-Length: 0\r\n',
  ],
  ...['Content-Length: 5\r\n', 'Content-Length: +5\r\n', 'Content-Length: 5, 5\r\n', 'Host: b\r\n'],
  ...[
    'Expect: 100-continue\r\n',
    'Upgrade: websocket\r\nConnection: Upgrade\r\n',
    'HTTP/2.0',
    'HTTP/1.1',
  ],
  ...[
    'GET ',
    'POST ',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'CONNECT a:1 HTTP/1.1\r\n',
    'OPTIONS * ',
  ],
  ...[
    'TRACE / ',
    'get ',
    'FFFFFFFFFFFFFFFF\r\n',
    '0\r\n\r\n',
    '-1\r\n',
    '5;a=b\r\n',
    '\x80',
    '\xff',
  ],
  ...[
    'http://a/v1/tasks',
    'x'.repeat(20_000),
    `X: ${'y'.repeat(9_000)}\r\n`,
    'A: b\r\n'.repeat(2_100),
  ],
  ...ODD_NUMBERS.slice(0, 12),
];
const CHANGE: TextChange = { words: WORDS, donors: WHOLE, charsMax: 60_000 };

function draw(chance: Chance): string {
  const kind = chance.below(10);
  if (kind === 0) return heap(chance, WORDS, 12);
  if (kind === 1) return chance.pick(WHOLE);
  return changeText(chance, chance.pick(WHOLE), CHANGE, 3);
}

async function open(): Promise<Session> {
  const door = await openFuzzDoor();
  await door.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = door.app.server.address() as AddressInfo;
  return {
    draw,
    async hold(input: string, witness: Witness) {
      const answers = await exchange(port, Buffer.from(input, 'latin1'));
      holdAnswers(answers, WHOLE.includes(input), witness);
      const [alive] = splitAnswers(await exchange(port, Buffer.from(WHOLE[0]!)));
      const isAlive = alive?.status === 200;
      witness.holds('whoever comes next is answered', isAlive, () => JSON.stringify(alive));
    },
    close: () => door.close(),
  };
}

/** Sends everything, then that no more will come; what is answered until the other side ends. */
function exchange(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket: Socket = connect({ port, host: '127.0.0.1' }, () => socket.end(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
}

interface Heard {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

function splitAnswers(text: string): readonly Heard[] {
  return text
    .split(/(?=HTTP\/1\.[01] \d{3} )/)
    .filter((part) => part.startsWith('HTTP/'))
    .map((part) => {
      const end = part.indexOf('\r\n\r\n');
      const [head, body] = [part.slice(0, end), part.slice(end + 4)];
      return { status: Number(part.slice(9, 12)), head, body };
    });
}

const CODES: ReadonlySet<string> = new Set(Object.keys(DOOR_PROBLEMS));

function holdAnswers(text: string, isWhole: boolean, witness: Witness): void {
  const answers = splitAnswers(text);
  const told = () => JSON.stringify(answers);
  const isAnswered = !isWhole || answers.every(({ status }) => status < 400);
  witness.holds('what is right is answered', isAnswered && (!isWhole || text !== ''), told);
  for (const { status, head, body } of answers) {
    const isOdd = status === 501 || status === 505;
    witness.holds('no answer blames the server', status < 500 || isOdd, told);
    // Node itself answers a missing Host and an unknown Expect, without a body.
    if (status < 400 || body === '' || body.startsWith('0\r\n')) continue;
    const isProblem = /content-type: application\/problem\+json/i.test(head);
    const code = /"code":"([\w.-]+)"/.exec(body)?.[1] ?? '';
    const isKnown = CODES.has(code) || status !== 400;
    witness.holds('every no is a problem with its code', isProblem && isKnown, told);
  }
}

/** The connection below the HTTP door. */
export const wire: Target = {
  name: 'wire',
  share: 8,
  cpuMsMax: 1_000,
  life: 500,
  shape: 'text',
  properties: [
    'what is right is answered',
    'no answer blames the server',
    'every no is a problem with its code',
    'whoever comes next is answered',
  ],
  open,
};
