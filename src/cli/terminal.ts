/** The terminal as commands see it: where they write, what they read, who looks on. */

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

export interface Terminal {
  /** To standard output. */
  write(text: string): void;
  /** To standard error. */
  complain(text: string): void;
  readInput(): Promise<string>;
  /** Faults: the file system's, as they are. */
  readFile(path: string): Promise<string>;
  /** A file too long for one text, piece by piece; `-` is standard input. Faults: as above. */
  readPieces(path: string): AsyncIterable<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A person looks at standard output. */
  readonly isWatched: boolean;
  readonly columns: number;
  readonly timeZone: string;
  nowMs(): number;
  readonly fetch: typeof fetch;
  /** Calls back at each Ctrl-C, SIGTERM, SIGHUP, and when the starting process is gone. */
  onStop(listener: () => void): () => void;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const COLUMNS_DEFAULT = 80;

/** This process as a terminal. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  // A reader that had enough (`| head`) is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  return {
    write: (written) => void stdout.write(written),
    complain: (written) => void stderr.write(written),
    readInput: () => text(stdin),
    readFile: (path) => readFile(path, 'utf8'),
    readPieces: (path) =>
      (path === '-' ? stdin : createReadStream(path)).setEncoding('utf8') as AsyncIterable<string>,
    env,
    isWatched: stdout.isTTY === true,
    columns: stdout.columns ?? COLUMNS_DEFAULT,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    nowMs: () => Date.now(),
    fetch: (input, init) => fetch(input, init),
    onStop,
  };
}

function onStop(listener: () => void): () => void {
  const hear = () => listener();
  for (const signal of STOP_SIGNALS) process.on(signal, hear);
  if (process.connected) {
    process.on('disconnect', hear);
    // The channel only tells of the other side's end; it must not keep this one alive.
    process.channel?.unref();
  }
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, hear);
    process.off('disconnect', hear);
  };
}
