/** Forms that are begun, and flows used last: kept on the device as they are typed. */

import type { JsonObject } from '../../kernel/index.ts';
import { keep, kept } from '../remote/device.ts';

const FORM = 'start.';
const RECENT = 'recent';
const RECENT_MAX = 4;

/** The form of a flow as it was left; empty when there is none. */
export function keptForm(flow: string): JsonObject {
  try {
    return JSON.parse(kept(FORM + flow) ?? '{}') as JsonObject;
  } catch {
    return {};
  }
}

export function keepForm(flow: string, form: JsonObject): void {
  keep(FORM + flow, JSON.stringify(form));
}

export function forgetForm(flow: string): void {
  keep(FORM + flow, undefined);
}

/** Names of flows, the one used last first. */
export function recentFlows(): readonly string[] {
  try {
    return JSON.parse(kept(RECENT) ?? '[]') as readonly string[];
  } catch {
    return [];
  }
}

export function rememberFlow(flow: string): void {
  const others = recentFlows().filter((name) => name !== flow);
  keep(RECENT, JSON.stringify([flow, ...others].slice(0, RECENT_MAX)));
}
