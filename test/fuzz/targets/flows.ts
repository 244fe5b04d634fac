/** Flows as YAML: read, checked, printed, hashed and played. */

import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import type { CompiledStep, FlowDefinition } from '../../../src/kernel/index.ts';
import type { Checked } from '../../../src/language/index.ts';
import {
  canonicalize,
  check,
  hashOf,
  languageErrors,
  languageLimits,
  parseCanonical,
  parseYaml,
  printYaml,
  rehearser,
  renderDiagnostics,
} from '../../../src/language/index.ts';
import { candidateForms, literalsOf } from '../../../src/language/rehearsal/forms.ts';
import { nominalDirectory } from '../../../src/language/rehearsal/nominal.ts';
import { arbitraryDefinition, Play } from '../../../src/testing/index.ts';
import type { Chance } from '../../../src/testing/simulator/chance.ts';
import { EXAMPLES } from '../../language/examples.ts';
import type { TextChange } from '../draw/text.ts';
import { changeText, heap } from '../draw/text.ts';
import { changeTree } from '../draw/tree.ts';
import type { Target, Witness } from '../target.ts';

const TEXT_CHARS_MAX = 20_000;

/** Bits of YAML that mean much in few characters. */
const BITS: readonly string[] = [
  ...['[', ']', '{', '}', '- ', ': ', '? ', ', ', '&a ', '*a', '!!js/function ', '!!binary '],
  ...['|\n', '>-\n', '|9+\n', '"', "'", '\n', '\t', '\r\n', '#', ' #', '---\n', '...\n'],
  ...['%YAML 1.1\n', '<<: ', '<<: *a\n', '__proto__: ', 'constructor: ', '!<tag:x> ', '.nan'],
  ...['-.inf', '0x1f', '0o17', 'null', '~', 'yes', 'form.', '((((', 'spec: []\n', 'steps:\n'],
];

interface Tree {
  readonly apiVersion: unknown;
  readonly kind: unknown;
  readonly metadata: unknown;
  readonly spec: { readonly form: unknown; readonly steps: readonly unknown[] };
}

const TREES = EXAMPLES.map(({ text }) => parse(text) as Tree);
const ATTACHED = Object.assign({}, ...EXAMPLES.map(({ attached }) => attached)) as Record<
  string,
  string
>;

/** Every step of the examples as a flow of its own: small texts are read many times faster. */
const PARTS: readonly string[] = TREES.flatMap(({ spec, ...head }) =>
  spec.steps.map((step) => {
    const { form } = spec;
    return stringify({ ...head, spec: { version: '1.0.0', form, steps: [step] } });
  }),
);

const WHOLE = EXAMPLES.map(({ text }) => text);

const WORDS: readonly string[] = [
  ...new Set([...WHOLE, ...PARTS].flatMap((text) => text.match(/[\w.-]+|"[^"\n]*"/g) ?? [])),
  ...BITS,
];

const CHANGE: TextChange = {
  words: WORDS,
  donors: [...WHOLE, ...PARTS],
  charsMax: TEXT_CHARS_MAX,
};

const definitions = arbitraryDefinition();

/** Shape: chance → the text of a generated flow. */
function generated(chance: Chance): string {
  const seed = chance.below(2 ** 31);
  const [definition] = fc.sample(definitions, { seed, numRuns: 1 });
  return printYaml(definition!);
}

function draw(chance: Chance): string {
  const kind = chance.below(100);
  if (kind < 50) return changeText(chance, chance.pick(PARTS), CHANGE);
  if (kind < 60) return changeText(chance, chance.pick(WHOLE), CHANGE);
  if (kind < 88) return stringify(changeTree(chance, parse(chance.pick(PARTS)) as Tree, TREES));
  if (kind < 94) return changeText(chance, generated(chance), CHANGE, 2);
  if (kind < 97) return generated(chance);
  return heap(chance, BITS, 40);
}

function hold(text: string, witness: Witness): void {
  const checked = check(text, ATTACHED);
  holdPlaces(text, checked, witness);
  renderDiagnostics(text, 'fuzz.yaml', checked.diagnostics, ATTACHED);
  const { definition, hash } = checked;
  const isSound = checked.diagnostics.every(({ severity }) => severity !== 'error');
  witness.holds('a hash is given to what has no mistake', (hash !== undefined) === isSound, () =>
    JSON.stringify(checked.diagnostics),
  );
  if (!definition || hash === undefined) return;
  holdForms(definition, hash, witness);
  play(definition, witness);
}

/** Every mistake has a known code, a text, and a place inside its text; in the order of the text. */
function holdPlaces(text: string, { diagnostics }: Checked, witness: Witness): void {
  let last = 0;
  for (const diagnostic of diagnostics) {
    const { range, code, message, file } = diagnostic;
    const { start, end } = range;
    const source = file === undefined ? text : (ATTACHED[file] ?? '');
    const before = source.slice(0, start.offset);
    const isPlaced =
      start.offset <= end.offset &&
      end.offset <= source.length &&
      start.column === start.offset - before.lastIndexOf('\n') &&
      start.line === before.split('\n').length;
    const isTold = (code in languageErrors || code.startsWith('cel.')) && message !== '';
    const isInOrder = file !== undefined || start.offset >= last;
    witness.holds('a mistake has a code and a place', isPlaced && isTold && isInOrder, () =>
      JSON.stringify({ diagnostic, last }),
    );
    if (file === undefined) last = start.offset;
  }
  const isFew = diagnostics.length <= languageLimits.diagnosticsMax + 1;
  witness.holds('mistakes are few', isFew, () => `${diagnostics.length} diagnostics`);
}

/** One meaning has one hash, however it is written. */
function holdForms(definition: FlowDefinition, hash: string, witness: Witness): void {
  const canonical = canonicalize(definition);
  const again = hashOf(parseCanonical(canonical));
  witness.holds('the canonical form keeps the hash', again === hash, () => canonical);
  const printed = printYaml(definition);
  const { definition: reread, diagnostics } = parseYaml(printed);
  const told = () => `${JSON.stringify(diagnostics.slice(0, 3))}\n${printed}`;
  witness.holds('what is printed can be read', reread !== undefined, told);
  witness.holds('printing keeps the hash', hashOf(reread) === hash, told);
  const isStable = printYaml(reread) === printed;
  witness.holds('printing twice prints the same', isStable, () => printed);
}

const ACTS_MAX = 12;

/** A flow without mistakes can be started and decided upon; the kernel's invariants watch. */
function play(definition: FlowDefinition, witness: Witness): void {
  const literals = literalsOf(definition);
  const rehearsal = candidateForms(definition, literals)
    .slice(0, 4)
    .map(rehearser(definition, literals.texts))
    .find((each) => each !== undefined);
  if (!rehearsal) return;
  const game = new Play(definition, nominalDirectory(literals.texts));
  const { form, initiator } = rehearsal;
  const command = { type: 'StartInstance', tenant: 'test', instance: 'i1', form } as const;
  const started = game.send(command, { kind: 'person', id: initiator });
  if (!started.ok) return;
  for (let acts = 0; acts < ACTS_MAX; acts += 1) {
    const [open] = game.openTasks();
    if (!open) break;
    const { visit, seat } = open;
    const isHandled = stepOf(game, visit.step)?.kind === 'handle';
    const type = isHandled ? 'CompleteTask' : acts % 5 === 4 ? 'RejectTask' : 'ApproveTask';
    const act = { type, visit: visit.n, seat: seat.n, comment: 'fine' } as const;
    const said = game.send(act, { kind: 'person', id: seat.person });
    if (!said.ok) break;
  }
  witness.holds('what has no mistake can be played', game.state !== undefined, () => '');
}

function stepOf(game: Play, step: string): CompiledStep['step'] | undefined {
  return game.flow.steps.get(step)?.step;
}

/** Flows as authors write them. */
export const flows: Target = {
  name: 'flows',
  share: 14,
  cpuMsMax: 8_000,
  life: Number.POSITIVE_INFINITY,
  shape: 'text',
  properties: [
    'a hash is given to what has no mistake',
    'a mistake has a code and a place',
    'mistakes are few',
    'the canonical form keeps the hash',
    'what is printed can be read',
    'printing keeps the hash',
    'printing twice prints the same',
    'what has no mistake can be played',
  ],
  open: () => ({ draw, hold }),
};
