/**
 * Files that forms name. A form's value says which file it means by the digest of its bytes, so that
 * a vote bound to the form is bound to the file (R10.1, T6); who may see the field may read the file.
 */

import { hash } from 'node:crypto';
import type { Json, JsonObject } from '../kernel/index.ts';
import type { AuditEntry, FileHead, Store } from '../store/port.ts';
import type { AnyRefusal } from './codes.ts';
import { refuse } from './codes.ts';
import { ENGINE_LIMITS } from './limits.ts';
import type { Clock } from './ports.ts';
import type { Caller } from './requests.ts';
import { redact } from './see.ts';
import type { Views } from './views.ts';

/** A kept file, and the value by which a form names it. */
export interface KeptFile {
  /** `<digest>/<name>` */
  readonly value: string;
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
}

/** A file on its way out. */
export interface OpenedFile extends KeptFile {
  readonly content: AsyncIterable<Buffer>;
}

/** A text of a form that names a file. */
const NAMES_A_FILE = /^[0-9a-f]{64}\//;
const DIGEST_CHARS = 64;

/** How files begin that a browser shows in place without running them. */
const KINDS: readonly (readonly [string, string])[] = [
  ['application/pdf', '%PDF-'],
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
];

/** What kind of file it is, by its own word and not by its sender's. */
function mediaTypeOf(content: Buffer): string {
  const beginning = content.toString('latin1', 0, 16);
  const kind = KINDS.find(([, sign]) => beginning.startsWith(sign));
  return kind?.[0] ?? 'application/octet-stream';
}

/** The world that files live in. */
export interface FileWorld {
  readonly store: Pick<Store, 'files'>;
  readonly clock: Clock;
  audit(caller: Caller, action: string, object: string): AuditEntry;
}

/** Keeps the bytes; the same bytes are kept once. Refuses: file.empty, file.name-invalid. */
export async function keepFile(
  world: FileWorld,
  caller: Caller,
  given: string,
  content: Buffer,
): Promise<KeptFile | AnyRefusal> {
  const name = given.split(/[/\\]/).at(-1)!.trim();
  if (name === '' || /\p{Cc}/u.test(name)) return refuse('file.name-invalid');
  if (content.length === 0) return refuse('file.empty');
  const digest = hash('sha256', content, 'hex');
  const mediaType = mediaTypeOf(content);
  const head: FileHead = {
    tenant: caller.tenant,
    digest,
    size: content.length,
    mediaType,
    uploadedBy: caller.person,
    uploadedAtMs: world.clock.nowMs(),
  };
  await world.store.files.save(head, content, world.audit(caller, 'KeepFile', `file:${digest}`));
  return { value: `${digest}/${name}`, name, size: content.length, mediaType };
}

/**
 * A file that a field of the instance names, or has named, which the caller may see. Refuses:
 * instance.unknown, also for a file that no such field names.
 */
export async function openFile(
  store: Pick<Store, 'files'>,
  views: Views,
  caller: Caller,
  place: { readonly instance: string; readonly digest: string },
): Promise<OpenedFile | AnyRefusal> {
  const { instance, digest } = place;
  const value = await nameOf(views, caller, instance, digest);
  const head = value === undefined ? undefined : await store.files.head(caller.tenant, digest);
  if (value === undefined || !head) return refuse('instance.unknown');
  const { size, mediaType } = head;
  const name = value.slice(digest.length + 1);
  return { value, name, size, mediaType, content: partsOf(store, head) };
}

/** The value by which a form of the instance that the caller may see names the file. */
async function nameOf(
  views: Views,
  caller: Caller,
  instance: string,
  digest: string,
): Promise<string | undefined> {
  for await (const form of formsOf(views, caller, instance)) {
    for (const value of namesIn(form)) if (value.startsWith(`${digest}/`)) return value;
  }
  return undefined;
}

/** A file that the caller kept and no form names yet. Refuses: file.unknown. */
export async function openOwnFile(
  store: Pick<Store, 'files'>,
  { tenant, person }: Caller,
  digest: string,
): Promise<OpenedFile | AnyRefusal> {
  const [kept] = await store.files.keptBy(tenant, person, [digest]);
  const head = kept === undefined ? undefined : await store.files.head(tenant, digest);
  if (!head) return refuse('file.unknown');
  const { size, mediaType } = head;
  return { value: digest, name: digest, size, mediaType, content: partsOf(store, head) };
}

/**
 * Whether all files that the form names are the caller's to name: kept by the caller, or readable for
 * the caller in the instance already. A digest alone, wherever it was learnt, opens nothing.
 * Refuses: file.not-yours, also for a file that is not there.
 */
export async function refuseForeignFiles(
  store: Pick<Store, 'files'>,
  views: Views,
  caller: Caller,
  { form, instance }: { readonly form: JsonObject; readonly instance: string },
): Promise<AnyRefusal | undefined> {
  const foreign = new Set([...namesIn(form)].map((value) => value.slice(0, DIGEST_CHARS)));
  if (foreign.size === 0) return undefined;
  const kept = await store.files.keptBy(caller.tenant, caller.person, [...foreign]);
  for (const digest of kept) foreign.delete(digest);
  if (foreign.size === 0) return undefined;
  for await (const shown of formsOf(views, caller, instance)) {
    for (const value of namesIn(shown)) foreign.delete(value.slice(0, DIGEST_CHARS));
    if (foreign.size === 0) return undefined;
  }
  return refuse('file.not-yours');
}

/**
 * The instance's forms, as far as the caller may see them: what it holds, then what it held, which
 * the journal shows to the same people.
 */
async function* formsOf(
  views: Views,
  caller: Caller,
  instance: string,
): AsyncGenerator<JsonObject> {
  const seen = await views.see(caller, instance);
  if (!seen) return;
  yield redact(seen.state.form, seen.hidden);
  const limit = ENGINE_LIMITS.journalPage;
  for (let after = 0; ; ) {
    const rows = await views.journal(caller, instance, { after, limit });
    if ('code' in rows) return;
    for (const { events } of rows) {
      for (const event of events) if ('form' in event && event.form) yield event.form;
    }
    after = rows.at(-1)?.lastSeq ?? after;
    if (rows.length < limit) return;
  }
}

/** The texts anywhere in the value that name a file. */
function* namesIn(value: Json): Generator<string> {
  if (typeof value === 'string') {
    if (NAMES_A_FILE.test(value)) yield value;
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) yield* namesIn(inner);
  }
}

async function* partsOf(
  store: Pick<Store, 'files'>,
  { tenant, digest }: FileHead,
): AsyncGenerator<Buffer> {
  const limit = ENGINE_LIMITS.filePartsAtOnce;
  for (let from = 0; ; from += limit) {
    const parts = await store.files.parts(tenant, digest, from, limit);
    yield* parts;
    if (parts.length < limit) return;
  }
}
