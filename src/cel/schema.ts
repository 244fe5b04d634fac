import { celLimits } from './limits.ts';
import type { CelField, CelType } from './types.ts';

const dyn: CelType = { kind: 'dyn' };

/**
 * Reads the type of a value out of the JSON Schema (2020-12 subset) that describes it.
 * Rules: what is not understood is `dyn`; `x-kind` speaks only where the schema gives no type; with
 * `countsInDecimals` every number is a decimal.
 */
export function typeOfSchema(schema: unknown, { countsInDecimals = false } = {}): CelType {
  return typeAt(schema, { left: celLimits.typeNodesMax, countsInDecimals }, 0);
}

type Schema = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(schema: Schema, key: string): unknown {
  return Object.hasOwn(schema, key) ? schema[key] : undefined;
}

/** What is left of the work: a schema whose parts are shared can unfold beyond any size. */
interface Budget {
  left: number;
  readonly countsInDecimals: boolean;
}

function typeAt(schema: unknown, budget: Budget, depth: number): CelType {
  budget.left -= 1;
  if (!isObject(schema) || depth > celLimits.typeDepthMax || budget.left < 0) return dyn;
  const listed = enumerated(schema);
  if (listed) return listed;
  switch (own(schema, 'type')) {
    case 'integer':
      return { kind: budget.countsInDecimals ? 'decimal' : 'int' };
    case 'number':
      return { kind: budget.countsInDecimals ? 'decimal' : 'double' };
    case 'boolean':
      return { kind: 'bool' };
    case 'null':
      return { kind: 'null' };
    case 'string':
      return stringType(schema);
    case 'array':
      return { kind: 'list', element: typeAt(own(schema, 'items'), budget, depth + 1) };
    case 'object':
      return objectType(schema, budget, depth);
    case undefined:
      return untyped(schema, budget, depth);
    default:
      return dyn;
  }
}

function enumerated(schema: Schema): CelType | undefined {
  const listed = own(schema, 'enum');
  const constant = own(schema, 'const');
  const values = Array.isArray(listed) ? listed : constant === undefined ? undefined : [constant];
  if (values === undefined || values.length === 0) return undefined;
  if (values.every((value) => typeof value === 'string')) return { kind: 'string', values };
  return own(schema, 'type') === undefined ? dyn : undefined;
}

function stringType(schema: Schema): CelType {
  const format = own(schema, 'format');
  if (format === 'date-time' || format === 'date') return { kind: 'timestamp' };
  return { kind: 'string' };
}

function objectType(schema: Schema, budget: Budget, depth: number): CelType {
  const properties = own(schema, 'properties');
  if (!isObject(properties)) {
    const others = own(schema, 'additionalProperties');
    const value = isObject(others) ? typeAt(others, budget, depth + 1) : dyn;
    return { kind: 'map', key: { kind: 'string' }, value };
  }
  const required = own(schema, 'required');
  const needed = new Set<unknown>(Array.isArray(required) ? required : []);
  const fields: Record<string, CelField> = Object.create(null);
  for (const [name, property] of Object.entries(properties)) {
    const type = typeAt(property, budget, depth + 1);
    fields[name] = needed.has(name) ? { type } : { type, optional: true };
  }
  const title = own(schema, 'title');
  return { kind: 'record', name: typeof title === 'string' ? title : 'object', fields };
}

function untyped(schema: Schema, budget: Budget, depth: number): CelType {
  if (isObject(own(schema, 'properties'))) return objectType(schema, budget, depth);
  switch (own(schema, 'x-kind')) {
    case 'person':
    case 'department':
      return { kind: 'string' };
    case 'money':
      return { kind: budget.countsInDecimals ? 'decimal' : 'double' };
    default:
      return dyn;
  }
}
