/** Enters a call: puts its requests together and asks for the delivery (R11.1 to R11.3). */

import type { Entry, Todo } from '../agenda.ts';
import { passed } from '../agenda.ts';
import type { CallBinding, CallStep, HttpCall, Retry } from '../definition.ts';
import { incident } from '../incidents.ts';
import { isJson } from '../json.ts';
import { LIMITS } from '../limits.ts';
import type { Run } from '../run.ts';
import { evaluate, programOf } from '../scope.ts';
import type { Incident, OutsideRequest, Pledge } from '../state.ts';
import { armLimit } from '../time-limit.ts';
import { close, open, stop } from '../visits.ts';
import type { Json } from '../words.ts';

type Failed = Incident & { readonly ok: false };

export function enterCall(run: Run, entry: Entry<CallStep>): readonly Todo[] {
  const { step, here } = entry;
  const request = requestOf(run, step.http, step.retry);
  if ('ok' in request) return stop(run, entry, request);
  const pledge = pledgeOf(run, step);
  if (pledge && 'ok' in pledge) return stop(run, entry, pledge);
  const arming = step.callback ? armLimit(run, step.callback) : undefined;
  if (arming && !arming.ok) return stop(run, entry, arming);
  const awaited = run.nextVisit;
  const visit = open(run, entry, {
    back: here?.back,
    ...(arming
      ? {
          timers: arming.timers,
          calendar: arming.calendar,
          awaits: { message: CALLBACK, key: `${run.state.id}.${awaited}` },
        }
      : {}),
  });
  const wait = step.wait ?? true;
  const { method, url, body } = request;
  const pledged = pledge ? { pledge } : {};
  run.emit({ type: 'CallRequested', visit, method, url, body, ...pledged });
  const outgoing = run.outgoing(visit, String(visit));
  const callback = step.callback ? { callback: true as const } : {};
  run.effects.push({ kind: 'call', ...outgoing, ...request, wait, ...callback });
  if (wait) return [];
  close(run, visit, 'passed');
  return [passed(visit, here?.back)];
}

/** The name under which a call waits for its callback; no flow can write it. */
export const CALLBACK = 'call.callback';

/** What takes the call back is put together with it, from the same data. */
function pledgeOf(run: Run, step: CallStep): Pledge | Failed | undefined {
  const back = step.compensate ?? step.cancel;
  if (!back) return undefined;
  const undo = bindingOf(run, back);
  if ('ok' in undo) return undo;
  if (!step.confirm) return { undo };
  const confirm = bindingOf(run, step.confirm);
  if ('ok' in confirm) return confirm;
  const { confirmAt } = step;
  return { undo, confirm, ...(confirmAt === undefined ? {} : { confirmAt }) };
}

function bindingOf(run: Run, { http, retry }: CallBinding): OutsideRequest | Failed {
  return requestOf(run, http, retry);
}

function requestOf(run: Run, http: HttpCall, retry: Retry | undefined): OutsideRequest | Failed {
  const body: Record<string, Json> = {};
  const scope = run.scope();
  for (const [key, source] of Object.entries(http.body ?? {})) {
    const value = evaluate(programOf(run.flow, source), scope);
    if (!value.ok) return value;
    if (!isJson(value.value)) return { ok: false, ...incident('call.not-json') };
    body[key] = value.value;
  }
  const { method, url } = http;
  return {
    method,
    url,
    body,
    attemptsMax: retry?.attempts ?? LIMITS.callAttempts,
    backoffMs: retry?.backoffMs ?? LIMITS.callBackoffMs,
  };
}
