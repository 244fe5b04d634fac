/** Checks what is computed: types, circles, costs, and what a formula lets out of what is hidden. */

import type { CelProgram } from '../../cel/index.ts';
import { compile } from '../../cel/index.ts';
import type { FlowDefinition, Formula } from '../../kernel/index.ts';
import {
  formulaEnvironment,
  formulaOrder,
  formulaReads,
  formulasIn,
  formulaType,
  LIMITS,
  pathsMeet,
} from '../../kernel/index.ts';
import type { DiagnosticCode } from '../diagnostics.ts';
import type { Path } from '../shape/reader.ts';
import type { Findings, Place } from './walk.ts';

interface Known extends Formula {
  readonly reads: readonly string[];
}

export function checkFormulas(
  { form }: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  const known: Known[] = [];
  for (const formula of formulasIn(form)) {
    const program = programOf(form, formula, findings);
    if (program) known.push({ ...formula, reads: formulaReads(formula, program) });
  }
  const sorted = formulaOrder(known);
  if ('cycle' in sorted) reportCycle(known, sorted.cycle, findings);
  const reads = everythingRead(known);
  for (const place of places) {
    checkEditable(place, known, findings);
    checkHidden(place, reads, findings);
    checkProbed(place, reads, findings);
  }
}

function programOf(
  form: FlowDefinition['form'],
  formula: Formula,
  findings: Findings,
): CelProgram | undefined {
  const path = pathOf(formula);
  if (findings.isBroken(path)) return undefined;
  const type = formulaType(formula.schema);
  if (!type) {
    findings.report(path, {
      code: 'formula.bad-field',
      message: 'A computed field holds one number, text, date or yes and no.',
      advice: 'Give the field a `type`.',
    });
    return undefined;
  }
  const compiled = compile(formula.source, formulaEnvironment(form, formula), type);
  for (const { code, message, advice, severity, start, end } of compiled.diagnostics) {
    const finding = { code: code as DiagnosticCode, message, advice, severity };
    findings.reportWithin(path, start, end, finding);
  }
  if (!compiled.ok) return undefined;
  const { cost } = compiled.program;
  if (cost !== 'unbounded' && cost > LIMITS.expressionCostMax) {
    const message = `The formula may cost ${cost} units.`;
    const advice = `At most ${LIMITS.expressionCostMax} are allowed.`;
    findings.report(path, { code: 'formula.too-costly', message, advice });
  }
  return compiled.program;
}

function pathOf({ at }: Formula): Path {
  return ['form', ...at];
}

function reportCycle(known: readonly Known[], cycle: readonly string[], findings: Findings): void {
  const first = known.find(({ path }) => path === cycle[0])!;
  findings.report(pathOf(first), {
    code: 'formula.cycle',
    message: `Formulas need each other in a circle: ${cycle.join(' → ')}.`,
    advice: 'Let one of them do without the next.',
  });
}

/** For each formula, the paths that it reads, through other formulas too. */
function everythingRead(known: readonly Known[]): ReadonlyMap<Known, ReadonlySet<string>> {
  const all = new Map(known.map((formula) => [formula, new Set(formula.reads)] as const));
  let isGrowing = true;
  while (isGrowing) {
    isGrowing = false;
    for (const reads of all.values()) {
      const before = reads.size;
      for (const [other, inner] of all) {
        if (!isRead(other.path, reads)) continue;
        for (const read of inner) reads.add(read);
      }
      isGrowing ||= reads.size > before;
    }
  }
  return all;
}

function isRead(path: string, reads: ReadonlySet<string>): boolean {
  return [...reads].some((read) => pathsMeet(read, path));
}

/** Nobody writes what is computed. */
function checkEditable({ step, path }: Place, known: readonly Known[], findings: Findings): void {
  if (step.kind !== 'approval' && step.kind !== 'handle') return;
  for (const { path: field } of known) {
    if (step.rights?.[field] !== 'edit') continue;
    findings.report([...path, 'rights', field], {
      code: 'formula.editable',
      message: `"${field}" is computed, and nobody can change it.`,
      advice: 'Let them change the fields that it is computed from.',
    });
  }
}

/** What a step sees tells of what it does not see, unless its author says that it may (R6.18). */
function checkHidden(
  { step, path }: Place,
  all: ReadonlyMap<Known, ReadonlySet<string>>,
  findings: Findings,
): void {
  if (step.kind !== 'approval' && step.kind !== 'handle') return;
  const { rights = {} } = step;
  const hidden = Object.keys(rights).filter((field) => rights[field] === 'hidden');
  for (const [formula, reads] of all) {
    const shown = formula.path.split('.')[0]!;
    if (rights[shown] === 'hidden') continue;
    const told = hidden.find((field) => isRead(field, reads));
    if (told === undefined) continue;
    const isMeant = rights[shown] === 'read';
    findings.report([...path, 'rights', told], {
      severity: isMeant ? 'warning' : 'error',
      code: 'formula.reads-hidden',
      message: `"${formula.path}" is computed from "${told}", which is hidden here.`,
      advice: isMeant
        ? 'Whoever sees it may work out what is hidden.'
        : `Hide "${shown}" too, or write \`${shown}: read\` if it may be known here.`,
    });
  }
}

/**
 * Who changes what a hidden result follows from learns of what is hidden by what is refused: by a rule
 * of its field, a division by zero, or, where there is neither, a number too large to be kept exactly.
 */
function checkProbed(
  { step, path }: Place,
  all: ReadonlyMap<Known, ReadonlySet<string>>,
  findings: Findings,
): void {
  if (step.kind !== 'approval' && step.kind !== 'handle') return;
  const { rights = {} } = step;
  for (const [formula, reads] of all) {
    const own = formula.path.split('.')[0]!;
    if (rights[own] !== 'hidden') continue;
    const readWith = (right: string): string | undefined =>
      Object.keys(rights).find(
        (field) => field !== own && rights[field] === right && isRead(field, reads),
      );
    const edited = readWith('edit');
    const told = readWith('hidden');
    if (edited === undefined || told === undefined) continue;
    findings.report([...path, 'rights', own], {
      severity: 'warning',
      code: 'formula.probes-hidden',
      message: `"${formula.path}" follows from "${edited}", which is changed here, and the hidden "${told}".`,
      advice: `Whoever tries values of "${edited}" may work out what is hidden by what is refused.`,
    });
  }
}
