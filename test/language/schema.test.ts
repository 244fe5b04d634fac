import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { check, flowSchema, flowSchemaText, printYaml } from '../../src/language/index.ts';
import { arbitraryDefinition } from '../../src/testing/index.ts';
import { EXAMPLES } from './examples.ts';

const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
});
const validate = ajv.compile(flowSchema());

describe('the JSON Schema of a flow', () => {
  test('the committed file is the one that the parser’s tables build', () => {
    const file = new URL('../../docs/reference/flow.schema.json', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(flowSchemaText());
  });

  test.each(EXAMPLES)('it accepts the example $name', ({ text }) => {
    expect(validate(parse(text)) ? [] : validate.errors).toEqual([]);
    expect(text.startsWith('# yaml-language-server: $schema=')).toBe(true);
  });

  test('it accepts whatever is printed', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        expect(validate(parse(printYaml(definition))) ? [] : validate.errors).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('an example with one key renamed is refused by the schema and by the check', () => {
    for (const { text } of EXAMPLES) {
      const lines = text.split('\n');
      for (const [index, line] of lines.entries()) {
        if (!/^[ -]*[a-z]\w*:/.test(line)) continue;
        const broken = lines.with(index, line.replace(/([a-z]\w*):/, '$1Qq:')).join('\n');
        if (validate(parse(broken))) continue;
        expect(check(broken).hash, broken).toBeUndefined();
      }
    }
  });
});
