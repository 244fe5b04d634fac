/** Checks every expression against the form's schema and the variables a flow may read. */

import { compile } from '../../cel/index.ts';
import type { FlowDefinition } from '../../kernel/index.ts';
import { expressionEnvironment, expressionsOf } from '../../kernel/index.ts';
import type { DiagnosticCode } from '../diagnostics.ts';
import type { Findings, Place } from './walk.ts';

/** Compiles each expression and reports what the checker says, at the offending characters. */
export function checkExpressions(
  definition: FlowDefinition,
  places: readonly Place[],
  findings: Findings,
): void {
  const hidden = hiddenSomewhere(places);
  for (const use of expressionsOf(definition)) {
    if (findings.isBroken(use.path)) continue;
    const environment = expressionEnvironment(definition, use.local);
    const compiled = compile(use.source, environment, use.expected);
    if (compiled.ok && use.path[0] === 'subject') {
      checkSubject(compiled.program.references, hidden, findings);
    }
    for (const found of compiled.diagnostics) {
      const finding = {
        code: found.code as DiagnosticCode,
        message: found.message,
        advice: found.advice,
        severity: found.severity,
      };
      if (use.isDerived) findings.report(use.path, finding);
      else findings.reportWithin(use.path, found.start, found.end, finding);
    }
  }
}

/** The fields that some step hides from its people (R6.18). */
function hiddenSomewhere(places: readonly Place[]): ReadonlySet<string> {
  const hidden = new Set<string>();
  for (const { step } of places) {
    if (step.kind !== 'approval' && step.kind !== 'handle') continue;
    for (const [field, right] of Object.entries(step.rights ?? {})) {
      if (right === 'hidden') hidden.add(field);
    }
  }
  return hidden;
}

/** Inboxes and lists show the subject to everybody who is asked. */
function checkSubject(
  references: readonly string[],
  hidden: ReadonlySet<string>,
  findings: Findings,
): void {
  const [shown] = references.flatMap((path) => {
    const [root, field] = path.split('.');
    if (root !== 'form') return [];
    return field === undefined ? [...hidden] : [field].filter((name) => hidden.has(name));
  });
  if (shown === undefined) return;
  findings.report(['subject'], {
    severity: 'warning',
    code: 'subject.reads-hidden',
    message: `The subject shows "${shown}", which a step hides.`,
    advice: 'Leave it out of the subject, or do not hide it.',
  });
}
