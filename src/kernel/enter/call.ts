/** Enters a call: puts its request together and asks for its delivery (R11.1). */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import type { CallStep } from '../definition.ts';
import { incident } from '../incidents.ts';
import { isJson } from '../json.ts';
import { LIMITS } from '../limits.ts';
import type { Run } from '../run.ts';
import { evaluate, programOf } from '../scope.ts';
import { close, open, stop } from '../visits.ts';
import type { Json } from '../words.ts';

export function enterCall(run: Run, entry: Entry<CallStep>): readonly Todo[] {
  const { step, here } = entry;
  const body: Record<string, Json> = {};
  const scope = run.scope();
  for (const [key, source] of Object.entries(step.http.body ?? {})) {
    const value = evaluate(programOf(run.flow, source), scope);
    if (!value.ok) return stop(run, entry, value);
    if (!isJson(value.value)) return stop(run, entry, incident('call.not-json'));
    body[key] = value.value;
  }
  const visit = open(run, entry, { back: here?.back });
  const { method, url } = step.http;
  const wait = step.wait ?? true;
  run.emit({ type: 'CallRequested', visit, method, url, body });
  run.effects.push({
    kind: 'call',
    ...run.outgoing(visit, String(visit)),
    method,
    url,
    body,
    attemptsMax: step.retry?.attempts ?? LIMITS.callAttempts,
    backoffMs: step.retry?.backoffMs ?? LIMITS.callBackoffMs,
    wait,
  });
  if (wait) return [];
  close(run, visit, 'passed');
  return [passed(visit, here?.back)];
}
