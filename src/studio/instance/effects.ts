/** What a case did outside, told by its journal: held, sent, answered, failed (V8). */

import type { JsonObject } from '../../kernel/index.ts';
import type { JournalEntry } from '../../protocol/index.ts';

export interface Effect {
  /** Of its first event. */
  readonly seq: number;
  readonly kind: 'call' | 'held' | 'undo';
  readonly status: 'held' | 'sent' | 'done' | 'failed' | 'dropped';
  readonly visit?: number;
  /** `POST orders.internal` */
  readonly what?: string;
  readonly atMs: number;
  readonly settledAtMs?: number;
  /** Until when it is held back. */
  readonly untilMs?: number;
  readonly failure?: string;
  readonly answer?: number;
  readonly tries: number;
}

/** Shape: a journal → effects in the order in which they were wanted. */
export function effectsOf(journal: readonly JournalEntry[]): readonly Effect[] {
  const effects = new Map<string, Effect>();
  for (const { firstSeq, atMs, events } of journal) {
    for (const [index, event] of (events as readonly JsonObject[]).entries()) {
      take(effects, event, firstSeq + index, atMs);
    }
  }
  return [...effects.values()].toSorted((a, b) => a.seq - b.seq);
}

function take(effects: Map<string, Effect>, event: JsonObject, seq: number, atMs: number): void {
  const visit = Number(event['visit']);
  const call = `call ${visit}`;
  const known = effects.get(call);
  switch (event['type']) {
    case 'CallRequested': {
      const what = `${String(event['method'])} ${hostOf(String(event['url']))}`;
      const tries = (known?.tries ?? 0) + 1;
      effects.set(call, { seq, kind: 'call', status: 'sent', visit, what, atMs, tries });
      return;
    }
    case 'CallSettled': {
      if (!known) return;
      const failure = event['failure'] as string | undefined;
      const answer = event['status'] as number | undefined;
      effects.set(call, {
        ...known,
        status: failure === undefined ? 'done' : 'failed',
        settledAtMs: atMs,
        ...(failure === undefined ? {} : { failure }),
        ...(answer === undefined ? {} : { answer }),
      });
      return;
    }
    case 'EffectsHeld': {
      const untilMs = Number(event['untilMs']);
      effects.set('held', { seq, kind: 'held', status: 'held', atMs, untilMs, tries: 0 });
      return;
    }
    case 'EffectsReleased': {
      const held = effects.get('held');
      if (!held) return;
      effects.delete('held');
      const status = event['dropped'] === true ? 'dropped' : 'done';
      effects.set(`held ${held.seq}`, { ...held, status, settledAtMs: atMs });
      return;
    }
    case 'SagaRequested':
      effects.set(`undo ${String(event['saga'])}`, {
        seq,
        kind: 'undo',
        status: 'sent',
        atMs,
        tries: 1,
      });
      return;
    case 'SagaSettled': {
      const undo = effects.get(`undo ${String(event['saga'])}`);
      const failure = event['failure'] as string | undefined;
      if (!undo) return;
      effects.set(`undo ${String(event['saga'])}`, {
        ...undo,
        status: failure === undefined ? 'done' : 'failed',
        settledAtMs: atMs,
        ...(failure === undefined ? {} : { failure }),
      });
      return;
    }
    default:
  }
}

/** An address may hold what is nobody's business: its host says where it goes. */
function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? url;
}
