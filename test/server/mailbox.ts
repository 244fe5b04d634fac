/** A mail server of the test’s own: takes letters, and refuses or puts off whom it is told to. */

import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly to: string;
  /** Lower-case names; folded lines are one. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, before anything was decoded. */
  readonly raw: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailbox {
  readonly url: string;
  readonly mails: readonly Mail[];
  /** Letters to this person that were taken. */
  to(person: string): readonly Mail[];
  close(): Promise<void>;
}

/** What the server says to a recipient: nothing, for good, or not now. */
export type Answer = 'takes' | 'refuses' | 'puts-off';

export async function openMailbox(
  answer: (address: string, tries: number) => Answer = () => 'takes',
): Promise<Mailbox> {
  const mails: Mail[] = [];
  const tries = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo({ address }, _session, callback) {
      const before = tries.get(address) ?? 0;
      tries.set(address, before + 1);
      const said = answer(address, before);
      if (said === 'takes') return callback();
      const code = said === 'refuses' ? 550 : 451;
      callback(Object.assign(new Error('no such mailbox'), { responseCode: code }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('latin1');
        for (const { address } of session.envelope.rcptTo) mails.push(mailOf(raw, address));
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    to: (person) => mails.filter(({ to }) => to.startsWith(`${person}@`)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function mailOf(raw: string, to: string): Mail {
  const [head = '', body = ''] = split(raw);
  const headers = headersOf(head);
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1];
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1);
  const [text = '', html = ''] = parts.map((part) => {
    const [partHead = '', content = ''] = split(part.replace(/^\r\n/, ''));
    return decoded(headersOf(partHead)['content-transfer-encoding'] ?? '', content);
  });
  return { to, headers, raw, text, html };
}

function split(text: string): readonly string[] {
  const at = text.indexOf('\r\n\r\n');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 4)];
}

function headersOf(head: string): Record<string, string> {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const match = /^([\w-]+): ?(.*)$/.exec(line);
      return match ? [[match[1]!.toLowerCase(), words(match[2]!)]] : [];
    }),
  );
}

/** RFC 2047, as headers that are not ASCII are written. */
function words(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, word: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decoded('quoted-printable', word.replaceAll('_', ' ')),
    );
}

function decoded(encoding: string, content: string): string {
  if (encoding === 'base64') return Buffer.from(content, 'base64').toString('utf8');
  const bytes =
    encoding === 'quoted-printable'
      ? content
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      : content;
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
