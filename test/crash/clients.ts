/** People at work: each client asks, asks again while it hears nothing, and notes all of it. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Act, Sight } from '../../src/testing/history/index.ts';
import type { Chance } from '../../src/testing/simulator/chance.ts';
import type { OperationFile } from './journal.ts';
import type { Attempt } from './operations.ts';
import { flowNamed, personOf, requestOf, sightOf } from './operations.ts';
import { ADMINISTRATOR, FLOWS, INITIATORS, keyOf, RESERVES } from './organisation.ts';
import { Watchers } from './watchers.ts';

const ANSWER_MS_MAX = 2_500;
const PAUSE_MS = 40;
/** Instances that clients share at once. */
const HOT_MAX = 14;
/** Some ask once and go; the others until they know. */
const PATIENCE = [1, 1, 30, 30, 30, 30, 30, 30, 30, 30];

/** An instance that clients work on. */
interface Hot {
  readonly instance: string;
  readonly flow: string;
  readonly initiator: string;
  readonly seats: (string | undefined)[][];
  sight: Sight;
}

export class Clients {
  readonly attempts: Attempt[] = [];
  /** Where servers answer, by way of their proxies. */
  readonly urls: readonly string[];
  readonly watchers: Watchers;
  readonly #chance: Chance;
  readonly #file: OperationFile;
  readonly #hot = new Map<string, Hot>();
  readonly #running = new Set<Promise<void>>();
  /** How long a client rests between two operations. */
  restMs = 20;
  #isStopped = false;
  #pause: Promise<void> | undefined;
  #resume = () => {};
  #busy = 0;
  #last = 0;
  /** The first answer that contradicts an earlier one to the same key (D3). */
  readonly contradictions: string[] = [];
  /** Keys that were asked again after they were answered. */
  repeated = 0;

  constructor(urls: readonly string[], chance: Chance, file: OperationFile) {
    this.urls = urls;
    this.watchers = new Watchers(urls);
    this.#chance = chance;
    this.#file = file;
  }

  start(count: number): void {
    for (let n = 0; n < count; n++) {
      const life = this.#live(`client-${this.#running.size + 1}`);
      this.#running.add(life);
    }
  }

  /** Lets nobody begin anything; resolves when nothing is under way. */
  async hold(): Promise<void> {
    this.#pause ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
    while (this.#busy > 0) await sleep(10);
  }

  release(): void {
    this.#pause = undefined;
    this.#resume();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.release();
    await Promise.all(this.#running);
    await this.watchers.close();
  }

  /** So many reads and comments at once on what is hot, to one server; gives those not answered. */
  async burst(count: number, url: string): Promise<number> {
    const hot = [...this.#hot.values()];
    if (hot.length === 0) return 0;
    const answers = await Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const { instance, initiator, flow } = hot[n % hot.length]!;
        return ask(url, initiator, '', requestOf({ kind: 'read', by: initiator }, instance, flow));
      }),
    );
    return answers.filter(({ kind }) => kind === 'lost').length;
  }

  async #live(name: string): Promise<void> {
    while (!this.#isStopped) {
      await this.#pause;
      if (this.#isStopped) break;
      this.#busy += 1;
      try {
        await this.#work(name);
      } finally {
        this.#busy -= 1;
      }
      await sleep(this.#chance.below(2 * this.restMs));
    }
  }

  async #work(client: string): Promise<void> {
    const hot = this.#pick();
    if (!hot) {
      await this.#begin(client);
      return;
    }
    const act = this.#drawAct(hot);
    const attempt = await this.send(client, act, hot.instance, hot.flow);
    if (attempt.result.kind === 'ok') learn(hot, act, attempt.result.sight);
    if (hot.sight.status === 'ended' && this.#chance.happens(0.3)) this.#hot.delete(hot.instance);
    const isDone = attempt.result.kind === 'ok' && act.kind !== 'read';
    if (isDone && this.#chance.happens(0.05)) await this.#repeat(attempt);
  }

  async #begin(client: string): Promise<void> {
    const { name, stages } = this.#chance.pick(FLOWS);
    const by = this.#chance.pick(INITIATORS);
    const { result, instance } = await this.send(client, { kind: 'start', by, stages }, '', name);
    if (result.kind !== 'ok') return;
    const hot: Hot = { instance, flow: name, initiator: by, seats: [], sight: result.sight };
    seatStages(hot);
    this.#hot.set(instance, hot);
    this.watchers.follow(instance, by);
  }

  #pick(): Hot | undefined {
    const wanted = this.#hot.size < HOT_MAX || this.#chance.happens(0.04);
    if (wanted && this.#chance.happens(0.5)) return undefined;
    const all = [...this.#hot.values()];
    return all.length > 0 ? this.#chance.pick(all) : undefined;
  }

  #drawAct(hot: Hot): Act {
    const { chance } = { chance: this.#chance };
    const { initiator: by, sight } = hot;
    if (sight.status === 'suspended' && chance.happens(0.6)) {
      return { kind: 'resume', by: ADMINISTRATOR };
    }
    const luck = chance.next();
    if (luck < 0.25) return { kind: 'read', by };
    if (luck < 0.34) return { kind: 'comment', by };
    if (luck < 0.35) return { kind: 'withdraw', by };
    if (luck < 0.36) return { kind: 'suspend', by: ADMINISTRATOR };
    if (luck < 0.365) return { kind: 'terminate', by: ADMINISTRATOR };
    const isBlind = chance.happens(0.12);
    const places = (isBlind ? undefined : sight.waiting) ?? [];
    const place = places.length > 0 ? chance.pick(places) : this.#anyPlace(hot);
    const [stage, seat] = place.split('.').map(Number) as [number, number];
    const voter = hot.seats[stage]?.[seat - 1];
    if (voter === undefined) return { kind: 'read', by };
    const isSequence = flowNamed(hot.flow).stages[stage]?.ballot === 'sequence';
    const at = { by: voter, stage, seat };
    if (luck < 0.42 && !isSequence) {
      const kind = chance.happens(0.6) ? 'transfer' : 'add';
      return { kind, ...at, to: chance.pick(RESERVES) };
    }
    return { kind: chance.happens(0.9) ? 'approve' : 'reject', ...at };
  }

  #anyPlace(hot: Hot): string {
    const stage = this.#chance.below(hot.seats.length);
    return `${stage}.${this.#chance.below(hot.seats[stage]!.length) + 1}`;
  }

  /** Asks until it is known what became of it, or patience ends. */
  async send(client: string, act: Act, instance: string, flow: string): Promise<Attempt> {
    const person = personOf(act);
    const attempt: Attempt = {
      ...{ client, person, act, flow, instance, key: `${client}-${++this.#last}` },
      request: requestOf(act, instance, flow),
      invokedAt: performance.now(),
      returnedAt: Number.POSITIVE_INFINITY,
      result: { kind: 'unknown' },
      ...{ tries: 0, lost: 0, isReplayed: false },
    };
    this.attempts.push(attempt);
    const { key, request } = attempt;
    await this.#file.write({
      asked: key,
      client,
      person,
      act,
      instance,
      flow,
      at: attempt.invokedAt,
    });
    const patience = this.#chance.pick(PATIENCE);
    const first = this.#chance.below(this.urls.length);
    while (attempt.tries < patience && !this.#isStopped) {
      if (attempt.tries > 0) await sleep(Math.min(PAUSE_MS * attempt.tries, 500));
      const url = this.urls[(first + attempt.tries) % this.urls.length]!;
      attempt.tries += 1;
      const isTwice = request.method === 'POST' && this.#chance.happens(0.05);
      const other = this.urls[(first + attempt.tries) % this.urls.length]!;
      const copies = isTwice ? [url, other] : [url];
      const answers = await Promise.all(copies.map((to) => ask(to, person, key, request)));
      if (this.#take(attempt, answers)) break;
    }
    await this.#file.write({ answered: key, at: attempt.returnedAt, result: attempt.result });
    return attempt;
  }

  /** Whether it is known now. */
  #take(attempt: Attempt, answers: readonly Answer[]): boolean {
    attempt.lost += answers.filter(({ kind }) => kind === 'lost').length;
    const done = answers.find((answer) => answer.kind === 'ok');
    const refused = answers.find((answer) => answer.kind === 'refused');
    if (done) {
      attempt.returnedAt = performance.now();
      attempt.isReplayed = done.isReplayed;
      attempt.answer = done.text;
      const { instance, sight } = sightOf(done.text);
      attempt.instance = instance;
      attempt.result = { kind: 'ok', sight };
      const other = answers.find((answer) => answer.kind === 'ok' && answer.text !== done.text);
      if (other) this.contradictions.push(`${attempt.key}: ${done.text} ${JSON.stringify(other)}`);
      return true;
    }
    if (!refused) return false;
    attempt.returnedAt = performance.now();
    // An earlier try may still be on its way, and be done after this no.
    if (attempt.lost === 0) attempt.result = { kind: 'rejected', code: refused.code };
    return true;
  }

  /** Asks for something again that was answered: the answer must be the same (D3). */
  async #repeat({ person, key, request, answer }: Attempt): Promise<void> {
    const again = await ask(this.#chance.pick(this.urls), person, key, request);
    if (again.kind === 'lost') return;
    this.repeated += 1;
    if (again.kind === 'ok' && again.text === answer) return;
    this.contradictions.push(`${key}: ${answer} then ${JSON.stringify(again)}`);
  }
}

function learn(hot: Hot, act: Act, sight: Sight): void {
  if (sight.seq < hot.sight.seq) return;
  hot.sight = sight;
  seatStages(hot);
  if (act.kind !== 'transfer' && act.kind !== 'add') return;
  // The newcomer sits in the last seat that the answer shows.
  const last = sight.waiting?.filter((place) => place.startsWith(`${act.stage}.`));
  const seat = Math.max(0, ...(last ?? []).map((place) => Number(place.split('.')[1])));
  if (seat > 0) hot.seats[act.stage]![seat - 1] ??= act.to;
}

function seatStages(hot: Hot): void {
  const { stages } = flowNamed(hot.flow);
  for (const [n, stage] of stages.entries()) {
    hot.seats[n] ??= stage.ballot === 'call' ? [undefined] : [...stage.voters];
  }
}

type Answer =
  | { readonly kind: 'ok'; readonly text: string; readonly isReplayed: boolean }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'lost' };

/** One try. A server error is as good as silence. */
async function ask(
  url: string,
  person: string,
  key: string,
  { method, path, body }: Attempt['request'],
): Promise<Answer> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${keyOf(person)}`,
        ...(body ? { 'content-type': 'application/json', 'idempotency-key': key } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const text = await response.text();
    if (response.ok) {
      const isReplayed = response.headers.get('idempotent-replayed') === 'true';
      return { kind: 'ok', text, isReplayed };
    }
    if (response.status >= 500) return { kind: 'lost' };
    return { kind: 'refused', code: (JSON.parse(text) as { code: string }).code };
  } catch {
    return { kind: 'lost' };
  }
}
