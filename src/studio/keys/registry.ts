/** The one registry of keys: what each does here, found by the palette and the map, too. */

import type { KeyEventLike } from './stroke.ts';
import { isPlain, strokeOf } from './stroke.ts';

/** Something that can be done, by keys and from the palette. */
export interface KeyCommand {
  readonly id: string;
  /** Strokes of which each does it; two in a row with a blank between: `G I`. */
  readonly keys: readonly string[];
  readonly label: string;
  /** The heading under which the map shows it. */
  readonly group: string;
  /** Also where text is typed. */
  readonly inText?: boolean;
  /** Whether it means anything now; else the key does what it does by itself. */
  readonly isMeant?: () => boolean;
  readonly run: () => void;
}

export interface Place {
  /** Whether the event comes from where text is typed. */
  readonly isText: boolean;
  /** Whether a modal lies over the page. */
  readonly isCovered: boolean;
}

const SEQUENCE_MS = 900;

/** Later registrations go before earlier ones: the screen on top wins. */
export class KeyRegistry {
  readonly #commands = new Map<object, readonly KeyCommand[]>();
  readonly #listeners = new Set<() => void>();
  #snapshot: readonly KeyCommand[] = [];
  #pending: { readonly stroke: string; readonly untilMs: number } | undefined;
  /** Set from the start of a composition until one task after its end (Safari's order of events). */
  isComposing = false;
  /** Single keys can be switched off (WCAG 2.1.4). */
  hasPlainKeys = true;
  #chosen: Readonly<Partial<Record<string, readonly string[]>>> = {};

  /** Other keys than the first ones, by the id of the command (WCAG 2.1.4). */
  choose(chosen: Readonly<Partial<Record<string, readonly string[]>>>): void {
    this.#chosen = chosen;
    this.#changed();
  }

  /** Adds commands until the returned function is called. */
  add(commands: readonly KeyCommand[]): () => void {
    const token = {};
    this.#commands.set(token, commands);
    this.#changed();
    return () => {
      this.#commands.delete(token);
      this.#changed();
    };
  }

  /** What can be done now, the screen on top first. */
  get commands(): readonly KeyCommand[] {
    return this.#snapshot;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Runs what the stroke stands for; whether there was something. */
  press(event: KeyEventLike, place: Place, nowMs: number): boolean {
    const stroke = this.isComposing ? undefined : strokeOf(event);
    if (stroke === undefined) return false;
    const before = this.#pending && nowMs <= this.#pending.untilMs ? this.#pending.stroke : '';
    this.#pending = undefined;
    const found =
      this.#find(before === '' ? stroke : `${before} ${stroke}`, place) ??
      this.#find(stroke, place);
    if (found) {
      found.run();
      return true;
    }
    const isBeginning = this.#snapshot.some(({ keys }) =>
      keys.some((each) => each.startsWith(`${stroke} `)),
    );
    if (isBeginning && this.#isAllowed(stroke, place, undefined)) {
      this.#pending = { stroke, untilMs: nowMs + SEQUENCE_MS };
    }
    return false;
  }

  #find(keys: string, place: Place): KeyCommand | undefined {
    return this.#snapshot.find(
      (command) =>
        command.keys.includes(keys) &&
        this.#isAllowed(keys, place, command) &&
        command.isMeant?.() !== false,
    );
  }

  #isAllowed(keys: string, { isText, isCovered }: Place, command: KeyCommand | undefined): boolean {
    if (isCovered && !command?.inText) return false;
    if (!isPlain(keys)) return !isText || command?.inText !== false;
    if (keys === 'Escape') return !isText || command?.inText === true;
    return this.hasPlainKeys && (!isText || command?.inText === true);
  }

  #changed(): void {
    this.#snapshot = [...this.#commands.values()]
      .toReversed()
      .flat()
      .map((command) => {
        const keys = this.#chosen[command.id];
        return keys ? { ...command, keys } : command;
      });
    for (const listener of this.#listeners) listener();
  }
}
