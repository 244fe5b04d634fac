/** One site of several that decide on one instance apart from each other (R13.4). */

import type { Command } from './commands.ts';
import type { CompiledFlow } from './compile.ts';
import type { Context, Right } from './context.ts';
import type { RepairPolicy } from './definition.ts';
import type { Directory } from './directory.ts';
import { handle } from './handle/index.ts';
import type { LookupResult } from './lookups.ts';
import type { Refusal } from './refusals.ts';
import type { Dropped, SiteCommand, VersionVector } from './sites.ts';
import { compareVersions, joinVersions, reconcile, tickVersion } from './sites.ts';
import type { InstanceState } from './state.ts';
import type { Actor } from './words.ts';

/** What all sites know of the instance: where their decisions start from. JSON, as is a decision. */
export interface SiteBase {
  readonly state: InstanceState;
  readonly version: VersionVector;
}

/** A command that a site accepted, as it travels to the others. */
export interface SiteDecision {
  readonly site: string;
  /** What the site had seen, this decision included. */
  readonly version: VersionVector;
  readonly command: Command;
  readonly actor: Actor;
  readonly rights: readonly Right[];
  readonly atMs: number;
  /** The version of the directory that it was decided by. */
  readonly directory: string;
  /** What outside services had said, by the key of the question. */
  readonly lookups?: readonly (readonly [key: string, result: LookupResult])[];
}

export interface SiteOptions {
  /** The site's name among the others. */
  readonly name: string;
  readonly flow: CompiledFlow;
  readonly base: SiteBase;
  /** The directory of a version; undefined where the site does not have it. */
  readonly directories: (version: string) => Directory | undefined;
}

/** Who decides something at a site, and when. */
export type Deciding = Pick<Context, 'nowMs' | 'actor' | 'directory' | 'lookups'> & {
  readonly rights?: readonly Right[];
};

export type Decided =
  | { readonly ok: true; readonly decision: SiteDecision }
  | { readonly ok: false; readonly refusal: Refusal };

/** What became of the decisions that are known now. */
export type Heard =
  | {
      readonly kind: 'agreed';
      /** Those that hold, in the order in which they do. */
      readonly held: readonly SiteDecision[];
      readonly dropped: readonly { readonly decision: SiteDecision; readonly refusal?: Refusal }[];
    }
  /** A person has to say which hold; until then the site goes on from what it had itself. */
  | { readonly kind: 'escalated'; readonly decisions: readonly SiteDecision[] }
  /** Nothing was done: the site lacks a directory that somebody decided by. */
  | { readonly kind: 'directory-unknown'; readonly directory: string };

/** Every right that a command may need. */
const RIGHTS: readonly Right[] = [
  ...(['instance.terminate', 'instance.retry', 'instance.suspend', 'instance.steer'] as const),
  ...(['instance.void', 'instance.revive', 'instance.migrate'] as const),
];

/**
 * Decides on its own, hears what others decided, and repairs it by the flow's policy.
 * Rules: R13.4. Sites that have heard the same are in the same state, in whatever order they heard.
 */
export class Site {
  readonly name: string;
  readonly #flow: CompiledFlow;
  readonly #directories: SiteOptions['directories'];
  #base: SiteBase;
  #state: InstanceState;
  #version: VersionVector;
  #decisions = new Map<string, SiteDecision>();

  constructor({ name, flow, base, directories }: SiteOptions) {
    this.name = name;
    this.#flow = flow;
    this.#directories = directories;
    this.#base = base;
    this.#state = base.state;
    this.#version = base.version;
  }

  /** How the decisions of sites apart are repaired: as the flow says, else by a person. */
  get policy(): RepairPolicy {
    return this.#flow.definition.sites ?? 'escalate';
  }

  get state(): InstanceState {
    return this.#state;
  }

  get version(): VersionVector {
    return this.#version;
  }

  /** All that was decided since the base, as far as the site knows: what others have to hear. */
  get decisions(): readonly SiteDecision[] {
    return [...this.#decisions.values()];
  }

  /** Decides a command by what this site knows. Refuses: what the kernel refuses. */
  decide(command: Command, deciding: Deciding): Decided {
    const { nowMs, actor, directory, lookups, rights = [] } = deciding;
    const version = tickVersion(this.#version, this.name);
    const decision: SiteDecision = {
      site: this.name,
      version,
      command,
      actor,
      rights: RIGHTS.filter((right) => rights.includes(right)),
      atMs: nowMs,
      directory: directory.version,
      ...(lookups ? { lookups: [...lookups] } : {}),
    };
    const answer = handle(this.#flow, this.#state, command, contextOf(decision, directory));
    if (!answer.ok) return { ok: false, refusal: answer.refusal };
    this.#decisions.set(idOf(decision), decision);
    this.#state = answer.state;
    this.#version = version;
    return { ok: true, decision };
  }

  /** Takes in what other sites decided; what was heard before changes nothing. */
  hear(decisions: readonly SiteDecision[]): Heard {
    const known = new Map(this.#decisions);
    for (const decision of decisions) {
      if (!isKnown(decision, this.#base.version)) known.set(idOf(decision), decision);
    }
    const commands = this.#commandsOf([...known.values()]);
    if (typeof commands === 'string') return { kind: 'directory-unknown', directory: commands };
    this.#decisions = known;
    const found = reconcile(this.#flow, this.#base, [...commands.keys()], this.policy);
    const travelling = (command: SiteCommand): SiteDecision => commands.get(command)!;
    if (found.kind === 'escalated') {
      return { kind: 'escalated', decisions: found.decisions.map(travelling) };
    }
    this.#state = found.state;
    this.#version = found.version;
    return {
      kind: 'agreed',
      held: found.held.map(travelling),
      dropped: found.dropped.map(({ decision, ...why }: Dropped) => ({
        decision: travelling(decision),
        ...why,
      })),
    };
  }

  /**
   * A person says which decisions hold, in this order; the rest is set aside. Gives the base for
   * every site to adopt, this one has it already; undefined: a directory is not known here.
   */
  settle(kept: readonly SiteDecision[]): SiteBase | undefined {
    const commands = this.#commandsOf(kept);
    if (typeof commands === 'string') return undefined;
    let { state, version } = this.#base;
    for (const { command, context } of commands.keys()) {
      const answer = handle(this.#flow, state, command, context);
      if (answer.ok) state = answer.state;
    }
    for (const decision of this.#decisions.values()) {
      version = joinVersions(version, decision.version);
    }
    const base = { state, version: tickVersion(version, this.name) };
    this.adopt(base);
    return base;
  }

  /** Starts from another base that knows more; false: it does not, and nothing changes. */
  adopt(base: SiteBase): boolean {
    if (compareVersions(base.version, this.#version) !== 'after') return false;
    this.#base = base;
    this.#state = base.state;
    this.#version = base.version;
    this.#decisions.clear();
    return true;
  }

  /** The commands of decisions with their directories; a text: the version that is not there. */
  #commandsOf(decisions: readonly SiteDecision[]): Map<SiteCommand, SiteDecision> | string {
    const commands = new Map<SiteCommand, SiteDecision>();
    for (const decision of decisions) {
      const directory = this.#directories(decision.directory);
      if (!directory) return decision.directory;
      const { site, version, command } = decision;
      const context = contextOf(decision, directory);
      commands.set({ site, version, command, context }, decision);
    }
    return commands;
  }
}

function contextOf(decision: SiteDecision, directory: Directory): Context {
  const { atMs, actor, rights, lookups } = decision;
  return {
    nowMs: atMs,
    actor,
    directory,
    may: (right) => actor.kind === 'system' || rights.includes(right),
    ...(lookups ? { lookups: new Map(lookups) } : {}),
  };
}

/** The nth decision of a site is one and the same wherever it is heard. */
function idOf({ site, version }: SiteDecision): string {
  return `${version[site] ?? 0} ${site}`;
}

function isKnown({ version }: SiteDecision, base: VersionVector): boolean {
  const stands = compareVersions(version, base);
  return stands === 'before' || stands === 'equal';
}
