/** Reads exports and checkpoints as text, and says in words what was found. */

import { isSigned } from './checkpoint.ts';
import { NoExport } from './format.ts';
import { readCheckpoint, readEntry, readHeader } from './lines.ts';
import type { Anchor, Finding, Report } from './verify.ts';
import { verifyLog } from './verify.ts';

/** What an export is held against. */
export interface Pinned {
  readonly log?: string;
  /** Text of a file of checkpoints, one a line. */
  readonly checkpoints?: string;
  /** The public key, base64url. */
  readonly key?: string;
}

/** Verifies an export given line by line. Throws `NoExport` on text that is none. */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  pinned: Pinned,
): Promise<Report> {
  const each = iterate(lines);
  const first = await each.next();
  if (first.done) throw new NoExport('the export is empty');
  const header = readHeader(first.value);
  const { anchors, findings } = readCheckpoints(pinned);
  const expected = { ...(pinned.log === undefined ? {} : { log: pinned.log }), anchors };
  const report = await verifyLog(header, recordsOf(each), expected);
  return { ...report, findings: [...findings, ...report.findings] };
}

/** Splits a stream of text at line feeds and nothing else: a record may hold other separators. */
export async function* linesIn(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function* iterate(lines: AsyncIterable<string> | Iterable<string>) {
  for await (const line of lines) if (line.trim() !== '') yield line;
}

async function* recordsOf(lines: AsyncIterable<string>) {
  for await (const line of lines) yield readEntry(line);
}

function readCheckpoints({ checkpoints = '', key }: Pinned) {
  const findings: Finding[] = [];
  const anchors: Anchor[] = [];
  for (const line of checkpoints.split('\n')) {
    if (line.trim() === '') continue;
    const checkpoint = readCheckpoint(line);
    const { position } = checkpoint;
    if (isSigned(checkpoint, key)) anchors.push(checkpoint);
    else findings.push({ kind: 'checkpoint', from: position, to: position });
  }
  return { anchors, findings };
}

const WORDS: Readonly<Record<Finding['kind'], string>> = {
  changed: 'the content is not what was recorded',
  broken: 'the records sealed together are not those, or not in the order, that were sealed',
  missing: 'records are missing',
  extra: 'a record was inserted',
  unsealed: 'the log ends without a seal',
  head: 'the log does not end with the hash that it should',
  cut: 'the export ends before its last line',
  log: 'this is another log than the one expected',
  'rolled-back': 'the log was rolled back: it ends before a checkpoint',
  rewritten: 'the log was rewritten before this checkpoint',
  checkpoint: 'the checkpoint is not signed by this key',
};

/** Says a finding in words, with its place. */
export function findingText({ kind, from, to }: Finding): string {
  const place = from === to ? `position ${from}` : `positions ${from} to ${to}`;
  return `${kind}: ${place}: ${WORDS[kind]}`;
}
