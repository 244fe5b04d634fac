/**
 * Records the history of a scenario: node test/golden/record.ts <name>
 * Histories are only ever added: what is recorded stays, and later code has to agree with it.
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Organisation } from '../../src/identity/index.ts';
import { directoryOf } from '../../src/identity/index.ts';
import type {
  Actor,
  Command,
  Decision,
  FlowDefinition,
  MigrationPlan,
} from '../../src/kernel/index.ts';
import { ADMIN_ROLE } from '../../src/kernel/index.ts';
import { Play, TEST_ORGANISATION } from '../../src/testing/index.ts';
import type { Line } from './recording.ts';
import { fileOf, textOf, versionOf } from './recording.ts';
import type { Scenario } from './scenarios.ts';
import { SCENARIOS } from './scenarios.ts';

class RecordedPlay extends Play {
  readonly lines: Line[] = [];
  readonly targets: FlowDefinition[] = [];
  /** The organisation that holds now, by its place among those of the scenario. */
  #people: number | undefined;

  override migrate(definition: FlowDefinition, plan?: MigrationPlan) {
    this.targets.push(definition);
    return super.migrate(definition, plan);
  }

  changePeople(organisations: readonly Organisation[], index: number): void {
    this.#people = index;
    this.directory = directoryOf(organisations[index]!, versionOf(index));
  }

  override send(command: Command, actor: Actor): Decision {
    const decision = super.send(command, actor);
    const may =
      actor.kind === 'system' ||
      this.directory.person(actor.id)?.roles.includes(ADMIN_ROLE) === true;
    const said = decision.ok ? { events: decision.events } : { refused: decision.refusal.code };
    const people = this.#people === undefined ? {} : { people: this.#people };
    this.lines.push({ atMs: this.nowMs, actor, may, ...people, command, ...said });
    return decision;
  }
}

function record(name: string, { definition, people = [], play }: Scenario): void {
  const file = fileOf(name);
  if (existsSync(file)) throw new Error(`${name} is recorded already; take a new name`);
  const recorded = new RecordedPlay(definition);
  play(recorded, (index) => recorded.changePeople(people, index));
  if (!recorded.state) throw new Error(`${name} starts nothing`);
  const { substitutions, targets } = recorded;
  const head = {
    definition,
    ...(targets.length > 0 ? { targets } : {}),
    organisation: TEST_ORGANISATION,
    ...(people.length > 0 ? { people } : {}),
    ...(substitutions.length > 0 ? { substitutions } : {}),
  };
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, textOf({ head, lines: recorded.lines, state: recorded.state }));
}

const [name] = process.argv.slice(2);
const scenario = name === undefined ? undefined : SCENARIOS[name];
if (name === undefined || !scenario) {
  console.error(`Name a scenario: ${Object.keys(SCENARIOS).join(', ')}`);
  process.exitCode = 1;
} else record(name, scenario);
