/** The rules of forms with RE2 for their patterns: what the engine holds every form to. */

import { compilePattern } from '../cel/index.ts';
import type { FormValidator } from './form-rules.ts';
import { compileRules } from './form-rules.ts';
import type { JsonObject } from './words.ts';

export function compileForm(schema: JsonObject): FormValidator {
  return compileRules(schema, compilePattern);
}
