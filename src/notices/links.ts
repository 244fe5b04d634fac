/** Links that decide one task: a random secret, of which only the hash is kept. */

import { createHash, randomBytes } from 'node:crypto';
import type { TenantId } from '../kernel/index.ts';
import type { Store, TapLink } from '../store/index.ts';

const SECRET_BYTES = 32;
const TOKEN = /^([\w-]{1,120})\.([\w-]{43})$/;

/** Makes a link and keeps it. Shape: → its token, which nobody can find again. */
export async function issueLink(
  { links }: Pick<Store, 'links'>,
  link: Omit<TapLink, 'hash' | 'spentAtMs'>,
): Promise<string> {
  const name = Buffer.from(link.tenant).toString('base64url');
  const token = `${name}.${randomBytes(SECRET_BYTES).toString('base64url')}`;
  await links.save({ ...link, hash: hashOf(token) });
  return token;
}

/** The link of a token; undefined for anything that was never one. */
export async function findLink(
  { links }: Pick<Store, 'links'>,
  token: string,
): Promise<TapLink | undefined> {
  const tenant = tenantOf(token);
  return tenant === undefined ? undefined : links.read(tenant, hashOf(token));
}

function tenantOf(token: string): TenantId | undefined {
  const name = TOKEN.exec(token)?.[1];
  if (name === undefined) return undefined;
  const tenant = Buffer.from(name, 'base64url').toString();
  // One tenant has one spelling, and none holds what no column does.
  const isOwn = Buffer.from(tenant).toString('base64url') === name && !tenant.includes('\0');
  return isOwn ? tenant : undefined;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
