/** `vermilion log`: the journal of an instance, as it stands or as it grows. */

import type { Command } from 'commander';
import type { Instance, JournalEntry } from '../../../protocol/index.ts';
import { type Problem, ProblemError, readEvents } from '../../../protocol/index.ts';
import { CliFailure, EXIT } from '../../failures.ts';
import type { Names } from '../../output/journal.ts';
import { entryText, knows, namesOf } from '../../output/journal.ts';
import { instanceOf } from '../../references.ts';
import type { ConnectionOptions, Session } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

const PAGE = 200;
const RECONNECT_MS = 1_000;
const RECONNECTS_MAX = 60;

interface Options extends ConnectionOptions {
  readonly follow?: boolean;
}

export function logCommand(program: Command, terminal: Terminal): void {
  clientCommand(program, 'log <instance>', 'the journal of an instance, in plain words')
    .option('-f, --follow', 'keep on until the instance ends; with --json one entry a line')
    .action(async (reference: string, options: Options) => {
      const session = openSession(terminal, options);
      const id = await instanceOf(session.client, reference);
      await (options.follow ? follow(session, id) : list(session, id));
    });
}

async function list(session: Session, id: string): Promise<void> {
  const entries: JournalEntry[] = [];
  let after: string | undefined;
  do {
    const page = await session.client.events(id, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    entries.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  if (session.isJson) return session.answer({ items: entries }, () => '');
  const names = await namesIn(session, await session.client.instance(id));
  const text = entries.map((entry) => entryText(entry, names, session.look)).join('');
  session.answer(entries, () => text);
}

/** Prints entries as they come; a broken stream is taken up where it broke. */
async function follow(session: Session, id: string): Promise<void> {
  const stop = new AbortController();
  const unlisten = session.terminal.onStop(() => stop.abort());
  const following: Following = { id, last: 0, print: entryPrinter(session, id) };
  try {
    for (let tries = 0; ; tries += 1) {
      const before = following.last;
      if (await followOnce(session, following, stop.signal, tries > 0)) return;
      if (following.last > before) tries = 0;
      if (tries >= RECONNECTS_MAX) throw new CliFailure(EXIT.unreachable, 'The server is gone.');
      await pause(stop.signal);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    unlisten();
    stop.abort();
  }
}

interface Following {
  readonly id: string;
  readonly print: (entry: JournalEntry) => Promise<void>;
  /** The last sequence number printed. */
  last: number;
}

/** Follows one connection; true when the instance has ended. */
async function followOnce(
  session: Session,
  following: Following,
  signal: AbortSignal,
  isAgain: boolean,
): Promise<boolean> {
  try {
    const body = await connect(session, following.id, following.last, signal);
    for await (const { event, id: seq, data } of readEvents(body)) {
      if (event !== 'journal') continue;
      const entry = JSON.parse(data) as JournalEntry;
      await following.print(entry);
      following.last = Number(seq ?? entry.lastSeq);
      if (entry.events.some(({ type }) => type === 'InstanceEnded')) return true;
    }
  } catch (error) {
    const isBroken = error instanceof TypeError && (isAgain || following.last > 0);
    if (signal.aborted || !isBroken) throw error;
  }
  return false;
}

async function connect(
  session: Session,
  id: string,
  last: number,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const headers: Record<string, string> = {
    authorization: session.authorization,
    accept: 'text/event-stream',
    ...(last > 0 ? { 'last-event-id': String(last) } : {}),
  };
  const response = await session.terminal.fetch(
    `${session.url}/v1/instances/${encodeURIComponent(id)}/stream`,
    { headers, signal },
  );
  if (!response.ok) throw new ProblemError((await response.json()) as Problem);
  if (!response.body) throw new TypeError('fetch failed');
  return response.body;
}

async function namesIn({ client, look }: Session, instance: Instance): Promise<Names> {
  const { name, version } = instance.flow;
  return namesOf(instance, await client.flow(name, version), look);
}

/** Looks the instance up anew whenever an entry is younger than what is known of it. */
function entryPrinter(session: Session, id: string): (entry: JournalEntry) => Promise<void> {
  let known: Instance | undefined;
  let names: Names | undefined;
  return async (entry) => {
    if (session.isJson) return session.terminal.write(`${JSON.stringify(entry)}\n`);
    if (!known || !names || !knows(known, entry)) {
      known = await session.client.instance(id);
      names = await namesIn(session, known);
    }
    session.terminal.write(entryText(entry, names, session.look));
  };
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, RECONNECT_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
