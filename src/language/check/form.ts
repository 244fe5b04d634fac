/** Checks the form's schema: the subset of JSON Schema 2020-12 that forms enforce. */

import { compilePattern } from '../../cel/index.ts';
import type { Json, JsonObject } from '../../kernel/index.ts';
import { FORM_KEYWORDS, LIMITS } from '../../kernel/index.ts';
import type { DiagnosticCode } from '../diagnostics.ts';
import type { Path } from '../shape/reader.ts';
import { advise } from '../suggest.ts';
import type { Findings } from './walk.ts';

const ANNOTATIONS = [
  '$schema',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
];
/** Keywords of the standard that would be passed over in silence, so they are refused. */
const UNENFORCED = new Set([
  '$ref',
  '$defs',
  '$id',
  '$anchor',
  '$dynamicRef',
  '$dynamicAnchor',
  '$vocabulary',
  '$data',
  'definitions',
  'if',
  'then',
  'else',
  'prefixItems',
  'contains',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
]);
const KNOWN: readonly string[] = [...FORM_KEYWORDS, ...ANNOTATIONS];
const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];
const FORMATS = ['date', 'date-time', 'email', 'uri'];
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Checks the form's schema. */
export function checkForm(form: JsonObject, findings: Findings): void {
  const path = ['form'];
  if (form['type'] !== 'object' && !findings.isBroken([...path, 'type'])) {
    const at = form['type'] === undefined ? path : [...path, 'type'];
    const message = 'A form must be of type object.';
    findings.report(at, { code: 'form.bad-type', message, advice: 'Write "type: object".' });
  }
  new FormCheck(findings).schema(form, path);
  const { properties } = form;
  if (!isObject(properties)) return;
  for (const name of Object.keys(properties)) {
    if (FIELD_NAME.test(name)) continue;
    findings.report(
      [...path, 'properties', name],
      {
        code: 'form.bad-field-name',
        severity: 'warning',
        message: `Expressions cannot write form.${name}.`,
        advice: 'Use letters, digits and _ only.',
      },
      'key',
    );
  }
}

/** Checks the schema of one field. */
export function checkField(schema: JsonObject, path: Path, findings: Findings): void {
  new FormCheck(findings).schema(schema, path);
}

class FormCheck {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  schema(schema: Json, path: Path): void {
    if (typeof schema === 'boolean') return;
    if (!isObject(schema)) {
      this.#bad(path, 'A schema is a mapping, or true or false.');
      return;
    }
    for (const [keyword, value] of Object.entries(schema)) {
      const at = [...path, keyword];
      if (keyword.startsWith('x-')) {
        if (keyword === 'x-order' || keyword === 'x-facts') this.#names(value, schema, at);
        if (keyword === 'x-facts') this.#facts(value, at);
        if (keyword === 'x-formula') this.#formula(value, path);
      } else if (UNENFORCED.has(keyword)) {
        const message = `The keyword "${keyword}" is not enforced here.`;
        this.#report(at, 'form.unsupported-keyword', message);
      } else if (!KNOWN.includes(keyword)) {
        const message = `The keyword "${keyword}" is not known.`;
        this.#report(at, 'form.unknown-keyword', message, advise(keyword, KNOWN));
      } else this.#keyword(keyword, value, schema, at);
    }
  }

  #keyword(keyword: string, value: Json, schema: JsonObject, path: Path): void {
    switch (keyword) {
      case 'type':
        this.#type(value, path);
        return;
      case 'enum':
        if (!Array.isArray(value) || value.length === 0)
          this.#bad(path, 'enum is a list of values.');
        return;
      case 'minimum':
      case 'maximum':
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        if (typeof value !== 'number') this.#bad(path, `${keyword} is a number.`);
        return;
      case 'multipleOf':
        if (typeof value !== 'number' || value <= 0) {
          this.#bad(path, 'multipleOf is a number above zero.');
        }
        return;
      case 'minLength':
      case 'maxLength':
      case 'minItems':
      case 'maxItems':
        if (!Number.isSafeInteger(value) || (value as number) < 0) {
          this.#bad(path, `${keyword} is a whole number of zero or more.`);
        }
        return;
      case 'uniqueItems':
        if (typeof value !== 'boolean') this.#bad(path, 'uniqueItems is true or false.');
        return;
      case 'pattern':
        this.#pattern(value, path);
        return;
      case 'format':
        this.#format(value, path);
        return;
      case 'required':
        this.#names(value, schema, path);
        return;
      case 'properties':
        this.#properties(value, path);
        return;
      case 'items':
      case 'additionalProperties':
      case 'not':
        this.schema(value, path);
        return;
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
        this.#parts(keyword, value, path);
        return;
    }
  }

  #facts(value: Json, path: Path): void {
    if (path.length > 2) this.#bad(path, 'Only the form itself says what lists show of it.');
    if (Array.isArray(value) && value.length > LIMITS.factsMax) {
      this.#bad(path, `Lists show ${LIMITS.factsMax} fields at most.`);
    }
  }

  #formula(value: Json, field: Path): void {
    const path = [...field, 'x-formula'];
    if (typeof value !== 'string') this.#bad(path, 'x-formula is an expression.');
    else if (!isPlaceOfField(field)) {
      const message = 'Only fields of the form, of its objects and of its tables are computed.';
      this.#report(path, 'formula.bad-field', message);
    }
  }

  #type(value: Json, path: Path): void {
    const names = Array.isArray(value) ? value : [value];
    if (names.length === 0) this.#bad(path, 'type names one type or more.');
    for (const name of names) {
      if (typeof name === 'string' && TYPES.includes(name)) continue;
      this.#bad(path, `There is no type ${JSON.stringify(name)}.`, advise(String(name), TYPES));
    }
  }

  #pattern(value: Json, path: Path): void {
    if (typeof value !== 'string') {
      this.#bad(path, 'pattern is a text.');
      return;
    }
    if (compilePattern(value)) return;
    const message = 'The pattern cannot be matched in linear time, or is not a pattern.';
    const advice = 'Use RE2 syntax: no look-around and no back references.';
    this.#report(path, 'form.bad-pattern', message, advice, 'value');
  }

  #format(value: Json, path: Path): void {
    if (typeof value !== 'string') {
      this.#bad(path, 'format is a text.');
      return;
    }
    if (FORMATS.includes(value)) return;
    this.#findings.report(path, {
      code: 'form.unsupported-keyword',
      severity: 'warning',
      message: `The format "${value}" is not enforced.`,
      advice: advise(value, FORMATS),
    });
  }

  #names(value: Json, schema: JsonObject, path: Path): void {
    if (!Array.isArray(value)) {
      this.#bad(path, 'This is a list of field names.');
      return;
    }
    const { properties } = schema;
    for (const [index, name] of value.entries()) {
      if (typeof name !== 'string') this.#bad([...path, index], 'A field name is a text.');
      else if (isObject(properties) && !Object.hasOwn(properties, name)) {
        const message = `There is no field "${name}".`;
        const advice = advise(name, Object.keys(properties));
        this.#report([...path, index], 'form.unknown-field', message, advice, 'value');
      }
    }
  }

  #properties(value: Json, path: Path): void {
    if (!isObject(value)) {
      this.#bad(path, 'properties is a mapping of names to schemas.');
      return;
    }
    for (const [name, inner] of Object.entries(value)) this.schema(inner, [...path, name]);
  }

  #parts(keyword: string, value: Json, path: Path): void {
    if (!Array.isArray(value) || value.length === 0) {
      this.#bad(path, `${keyword} is a list of schemas.`);
      return;
    }
    for (const [index, part] of value.entries()) this.schema(part, [...path, index]);
  }

  #bad(path: Path, message: string, advice?: string): void {
    this.#report(path, 'form.bad-keyword', message, advice, 'value');
  }

  #report(
    path: Path,
    code: DiagnosticCode,
    message: string,
    advice?: string,
    target: 'key' | 'value' = 'key',
  ): void {
    this.#findings.report(path, { code, message, advice }, target);
  }
}

/** Whether properties, and the rows of tables, lead from the form to the place. */
function isPlaceOfField([root, ...path]: Path): boolean {
  if (root !== 'form' || path.at(-2) !== 'properties' || path.includes('__proto__')) return false;
  let at = 0;
  while (at < path.length) {
    if (path[at] === 'properties') at += 2;
    else if (path[at] === 'items' && path[at + 1] === 'properties') at += 1;
    else return false;
  }
  return true;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
