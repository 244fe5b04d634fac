/** Whether an audit log still holds what it held once (A3, A5). */

import type { AuditHead, AuditStore } from './port.ts';

/** What became of a log since: nothing is wrong (`held`), or how it is not the one it was. */
export type LogFate = 'held' | 'rolled-back' | 'another-log' | 'rewritten';

/** Holds a tenant's log to where it stood. */
export async function logFate(audit: AuditStore, anchor: AuditHead): Promise<LogFate> {
  const { tenant, log, position, hash } = anchor;
  const now = await audit.head(tenant);
  if (!now || now.position < position) return 'rolled-back';
  if (now.log !== log) return 'another-log';
  const { records } = await audit.log(tenant, { after: position - 1, limit: 1 });
  return records[0]?.seal === hash ? 'held' : 'rewritten';
}
