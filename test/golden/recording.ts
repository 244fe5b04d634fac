/** What a recorded history is: one JSON text a line, so that a reader sees what happened when. */

import { readdirSync, readFileSync } from 'node:fs';
import type { Organisation } from '../../src/identity/index.ts';
import type {
  Actor,
  Command,
  Event,
  FlowDefinition,
  InstanceState,
  Substitution,
} from '../../src/kernel/index.ts';

/** The first line: the flow and the people. */
export interface Head {
  readonly definition: FlowDefinition;
  /** Versions that the instance is taken to. */
  readonly targets?: readonly FlowDefinition[];
  readonly organisation: Organisation;
  /** What the organisation becomes later, by place. */
  readonly people?: readonly Organisation[];
  /** Who acts for whom, all along. */
  readonly substitutions?: readonly Substitution[];
}

/** Each line between: one command, and what the kernel said. */
export interface Line {
  readonly atMs: number;
  readonly actor: Actor;
  /** Whether identity gave the actor the administrators' rights. */
  readonly may: boolean;
  /** The organisation that holds then; the first when absent. */
  readonly people?: number;
  readonly command: Command;
  readonly events?: readonly Event[];
  readonly refused?: string;
}

export interface Recording {
  readonly head: Head;
  readonly lines: readonly Line[];
  /** The last line. */
  readonly state: InstanceState;
}

const FOLDER = new URL('./histories/', import.meta.url);

/** Where the history of a name lies. */
export function fileOf(name: string): URL {
  return new URL(`${name}.jsonl`, FOLDER);
}

/** The directory's version of an organisation that holds later. */
export function versionOf(people: number): string {
  return `test-${people + 2}`;
}

/** The names of all histories. */
export function recordedNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.slice(0, -'.jsonl'.length))
    .toSorted();
}

/** Reads one history. */
export function readRecording(name: string): Recording {
  const texts = readFileSync(fileOf(name), 'utf8').trimEnd().split('\n');
  const [head, ...rest] = texts.map((text) => JSON.parse(text));
  const state = rest.pop();
  return { head, lines: rest, state };
}

/** Writes one history as text. */
export function textOf({ head, lines, state }: Recording): string {
  return [head, ...lines, state].map((value) => `${JSON.stringify(value)}\n`).join('');
}
