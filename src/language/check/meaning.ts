/** What a tree must mean to be run: every check, over one tree. */

import type { FlowDefinition } from '../../kernel/index.ts';
import { checkAsking } from './asking.ts';
import { checkCalls } from './calls.ts';
import { checkExpressions } from './expressions.ts';
import { checkField, checkForm } from './form.ts';
import { checkFormulas } from './formulas.ts';
import { checkReferences } from './references.ts';
import { checkRules } from './rules.ts';
import { checkStructure } from './structure.ts';
import type { Findings } from './walk.ts';
import { everyStep } from './walk.ts';

/** Reports every mistake of meaning in a tree that was read. */
export function checkMeaning(definition: FlowDefinition, findings: Findings): void {
  const places = [...everyStep(definition)];
  checkStructure(definition, places, findings);
  checkReferences(definition, places, findings);
  checkAsking(definition, places, findings);
  checkCalls(places, findings);
  checkRules(definition, places, findings);
  checkForm(definition.form, findings);
  for (const [name, schema] of Object.entries(definition.vars ?? {})) {
    checkField(schema, ['vars', name], findings);
  }
  checkFormulas(definition, places, findings);
  checkExpressions(definition, places, findings);
}
