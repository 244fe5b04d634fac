/** The first steps on a new database: a tenant, its people, and the key of who administers it. */

import { parse } from 'yaml';
import { Engine } from '../engine/index.ts';
import { readOrganisation } from '../identity/index.ts';
import { ADMIN_ROLE } from '../kernel/index.ts';
import { databaseKind, openStore } from '../store/index.ts';
import type { Where } from './serve-backup.ts';

/** Why a tenant was not made. */
export class NotMade extends Error {
  override readonly name = 'NotMade';
}

/** What who administers a new tenant begins with; shown once. */
export interface FirstKey {
  readonly tenant: string;
  /** Ends within a day. */
  readonly key: string;
}

const BY = { kind: 'system', cause: 'tenant create' } as const;
/** A key of one's own, or signing in, is arranged within a day. */
const KEY_MS = 86_400_000;

/**
 * Saves a tenant that has no people yet with those of its file. Throws NotMade: it has people, the
 * file is no organisation, or the person does not administer it.
 */
export async function createTenant(
  text: string,
  admin: string,
  { dataDir, databaseUrl }: Where,
): Promise<FirstKey> {
  const content = parsed(text);
  const reading = readOrganisation(content);
  if (!reading.ok) {
    const problems = reading.problems.map(({ path, message }) => `${path}: ${message}`);
    throw new NotMade(['this is no organisation', ...problems].join('\n  '));
  }
  const { id: tenant, name, people } = reading.organisation;
  if (!/^[\w-]{1,64}$/.test(tenant)) throw new NotMade(`${tenant}: letters, digits, - and _`);
  const found = people.find(({ id, active }) => id === admin && active);
  if (!found) throw new NotMade(`${admin} is not among the people`);
  if (!found.roles.includes(ADMIN_ROLE)) {
    throw new NotMade(`${admin} does not have the role ${ADMIN_ROLE}`);
  }
  const where = { kind: 'embedded', dataDir } as const;
  const opened = await openStore(
    databaseUrl === undefined ? where : { kind: databaseKind(databaseUrl), url: databaseUrl },
  );
  const engine = new Engine({ store: opened.store });
  try {
    const { access } = engine.store;
    if (await access.directory(tenant)) throw new NotMade(`${tenant} has its people already`);
    await access.saveTenant(tenant, typeof name === 'string' ? name : Object.values(name)[0]!);
    await engine.saveDirectory(tenant, BY, content);
    const expiresAtMs = engine.clock.nowMs() + KEY_MS;
    const wanted = { name: 'first', scopes: ['*'], expiresAtMs };
    const issued = await engine.apiKeys.issue({ tenant, person: admin }, wanted);
    if ('code' in issued) throw new NotMade(issued.message);
    return { tenant, key: issued.key };
  } finally {
    await engine.drain();
    await opened.close();
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new NotMade((error as Error).message);
  }
}
