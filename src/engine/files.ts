/**
 * Files that forms name. A form's value says which file it means by the digest of its bytes, so that
 * a vote bound to the form is bound to the file (R10.1, T6); who may see the field may read the file.
 */

import { hash } from 'node:crypto';
import type { Json } from '../kernel/index.ts';
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
  const beginning = `${digest}/`;
  const seen = await views.see(caller, instance);
  if (!seen) return refuse('instance.unknown');
  const value =
    namedIn(redact(seen.state.form, seen.hidden), beginning) ??
    (await namedBefore(views, caller, instance, beginning));
  const head = value === undefined ? undefined : await store.files.head(caller.tenant, digest);
  if (value === undefined || !head) return refuse('instance.unknown');
  const { size, mediaType } = head;
  const name = value.slice(digest.length + 1);
  return { value, name, size, mediaType, content: partsOf(store, head) };
}

/** A file that the caller kept and no form names yet. Refuses: file.unknown. */
export async function openOwnFile(
  store: Pick<Store, 'files'>,
  { tenant, person }: Caller,
  digest: string,
): Promise<OpenedFile | AnyRefusal> {
  const head = await store.files.head(tenant, digest);
  if (head?.uploadedBy !== person) return refuse('file.unknown');
  const { size, mediaType } = head;
  return { value: digest, name: digest, size, mediaType, content: partsOf(store, head) };
}

/** What a form named earlier stays readable: the journal shows it to the same people. */
async function namedBefore(
  views: Views,
  caller: Caller,
  instance: string,
  beginning: string,
): Promise<string | undefined> {
  const limit = ENGINE_LIMITS.journalPage;
  for (let after = 0; ; ) {
    const rows = await views.journal(caller, instance, { after, limit });
    if ('code' in rows) return undefined;
    for (const { events } of rows) {
      for (const event of events) {
        const found = 'form' in event && event.form ? namedIn(event.form, beginning) : undefined;
        if (found !== undefined) return found;
      }
    }
    after = rows.at(-1)?.lastSeq ?? after;
    if (rows.length < limit) return undefined;
  }
}

/** The first text anywhere in the value that begins so. */
function namedIn(value: Json, beginning: string): string | undefined {
  if (typeof value === 'string') return value.startsWith(beginning) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = namedIn(inner, beginning);
    if (found !== undefined) return found;
  }
  return undefined;
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
