import { describe, expect, test } from 'vitest';
import type { ApprovalStep } from '../kernel/index.ts';
import { check, languageErrors, languageLimits, printYaml, rehearser } from './index.ts';

const FORM = `
    type: object
    properties:
      amount: { type: number }
      assignee: { type: string }`;

interface Parts {
  readonly form?: string;
  readonly spec?: string;
  readonly metadata?: string;
  readonly version?: string;
}

/** A flow with these steps, each line of them indented by four. */
function flow(steps: string, parts: Parts = {}): string {
  const { form = FORM, spec = '', metadata = '{ name: test }', version = '1.0.0' } = parts;
  const body = steps.trim().replaceAll('\n', '\n    ');
  return [
    'apiVersion: vermilion.dev/v1',
    'kind: ApprovalFlow',
    `metadata: ${metadata}`,
    'spec:',
    `  version: ${version}`,
    `  form:${form}`,
    ...(spec === '' ? [] : [`  ${spec}`]),
    `  steps:${body === '' ? ' []' : `\n    ${body}`}`,
    '',
  ].join('\n');
}

const matrix = (rows: string): string =>
  `- approval: one\n  ask:\n    matrix: { a: form.amount }\n    rows: [${rows}]\n`;
const OK = '- approval: one\n  ask: { role: finance }';
const approval = (more: string): string => `${OK}\n  ${more}`;

const VARS = { spec: 'vars: { level: { type: integer }, levels: { type: array } }' };
const table = (rest: string): string =>
  flow(`${OK}\n- rule: r\n  table:\n    inputs: { a: form.amount }\n    ${rest}`, VARS);

/** A form in which fields are computed. */
const computed = (a: string, b: string): string =>
  ` { type: object, properties: { a: { type: number, x-formula: ${a} }, ` +
  `b: { type: number, x-formula: ${b} } } }`;
const COSTLY = [...'vwxyz'].reduce<string>(
  (inner, name) => `[0,1,2,3,4,5,6,7,8,9].exists(${name}, ${inner})`,
  'v + w > 0',
);

/** One text for each code that the room can give; «» marks the characters pointed at. */
const CASES: { readonly [code: string]: string } = {
  'yaml.too-large': `«#»${'#'.repeat(languageLimits.textCharsMax)}`,
  'yaml.too-deep': `${'['.repeat(64)}«[»`,
  'yaml.syntax': `${flow(OK)}«"»`,
  'yaml.documents': `${flow(OK)}«---»\na: 1\n`,
  'yaml.directive': `«%YAML 1.1»\n---\n${flow(OK)}`,
  'yaml.alias': flow(approval('title: «*a»')),
  'yaml.tag': flow(approval('title: !!str «x»')),
  'yaml.key': flow(approval('«[a]»: x')),
  'yaml.duplicate-key': flow(`${OK}\n  «ask»: initiator`),
  'yaml.number': flow(OK, { form: ' { type: object, maxProperties: «.inf» }' }),
  'flow.empty': '«#» nothing\n',
  'flow.unknown-key': flow(approval('«balot»: any')),
  'flow.missing-key': flow(`${OK}\n- «notify»: one`),
  'flow.expected': flow(approval('ballot: «anyone»')),
  'flow.unsupported': flow(
    `${OK}\n- call: out\n  http: { method: POST, url: https://a.example, «headers»: {} }`,
  ),
  'delay.not-one': flow(`${OK}\n- «delay»: later`),
  'call.bad-pledge': flow(
    `${OK}\n- «call»: out\n  http: { method: POST, url: https://a.example }\n  cancel: { http: { method: POST, url: https://a.example } }`,
  ),
  'vars.unknown': flow(`${OK}\n- rule: r\n  set: { «levl»: 1 }`, VARS),
  'vars.bad-name': flow(OK, { spec: 'vars: { «a-b»: { type: string } }' }),
  'rule.not-one': flow(`${OK}\n- «rule»: r`),
  'rule.no-rows': table('rows: «[]»'),
  'rule.not-a-list': table('hit: collect\n    rows: [{ set: { «level»: 1 } }]'),
  'rule.unknown-input': table('rows: [{ when: { «b»: 1 }, set: { level: 1 } }]'),
  'rule.rows-overlap': table(
    "rows: [{ when: { a: '< 5.0' }, set: { level: 1 } }, { «when»: { a: '[4.0..9.0]' }, set: { level: 2 } }]",
  ),
  'rule.row-unreachable': table(
    "hit: first\n    rows: [{ when: { a: '< 5.0' }, set: { level: 1 } }, { «when»: { a: '< 4.0' }, set: { level: 2 } }]",
  ),
  'goto.impossible': flow(`${OK}\n- goto: again\n  to: «again»`),
  'flow.bad-name': flow(OK, { metadata: '{ name: «My Flow» }' }),
  'flow.bad-version': flow(OK, { version: '«1.4»-beta'.replace('«1.4»-beta', '«v1.4»') }),
  'flow.no-steps': flow('').replace('[]', '«[]»'),
  'step.bad-id': flow('- approval: «LineManager»\n  ask: initiator'),
  'step.reserved-id': flow('- approval: «start»\n  ask: initiator'),
  'step.duplicate-id': flow(`${OK}\n- notify: «one»\n  tell: initiator`),
  'step.unknown': flow(`${OK}\n- approval: two\n  ask: initiator`, {
    spec: 'distinct: [[one, «tow»]]',
  }),
  'step.not-asking': flow(`${OK}\n- notify: two\n  tell: initiator`, {
    spec: 'distinct: [[one, «two»]]',
  }),
  'step.bad-outcome': flow('- end: stop\n  outcome: «withdrawn»'),
  'choice.no-branches': flow('- choice: c\n  branches: «[]»'),
  'choice.otherwise-missing': flow('- choice: c\n  branches: «[{ when: true }]»'),
  'choice.otherwise-not-last': flow(
    '- choice: c\n  branches: [{ «otherwise»: true }, { when: true }]',
  ),
  'choice.otherwise-twice': flow(
    '- choice: c\n  branches: [{ otherwise: true }, { «otherwise»: true }]',
  ),
  'parallel.too-few-branches': flow(
    `- parallel: p\n  branches: «[{ steps: [{ end: e, outcome: x }] }]»`,
  ),
  'parallel.empty-branch': flow(
    '- parallel: p\n  branches: [{ «steps»: [] }, { steps: [{ end: e, outcome: x }] }]',
  ),
  'parallel.bad-join': flow(
    '- parallel: p\n  join: «3»\n  branches:\n' +
      '    - { steps: [{ end: e, outcome: x }] }\n    - { steps: [{ end: f, outcome: x }] }',
  ),
  'people.unnamed': flow('- approval: one\n  ask: «[]»'),
  'people.unknown-field': flow('- approval: one\n  ask: { field: «asignee» }'),
  'matrix.no-rows': flow('- approval: one\n  ask: { matrix: { a: form.amount }, rows: «[]» }'),
  'matrix.unknown-input': flow(
    matrix("{ when: { «b»: '< 5.0' }, ask: { user: x } }, { ask: { user: y } }"),
  ),
  'matrix.rows-overlap': flow(
    matrix(
      "{ when: { a: '<= 5.0' }, ask: { user: x } }, " +
        "{ «when»: { a: '>= 5.0' }, ask: { user: y } }",
    ),
  ),
  'matrix.gap': flow(
    '- approval: one\n  ask:\n    matrix: { a: form.amount }\n    rows: ' +
      "«[{ when: { a: '< 5.0' }, ask: { user: x } }]»",
  ),
  'matrix.not-searched': flow(
    '- approval: one\n  ask:\n    matrix: { a: form.amount }\n    rows: ' +
      "«[{ when: { a: '< form.amount' }, ask: { user: x } }]»",
  ),
  'people.bad-depth': flow(OK, { spec: 'substitutes: «9»' }),
  'people.choose-misplaced': flow(
    '- notify: one\n  tell: { choose: «previous» }\n- approval: two\n  ask: { user: a }',
  ),
  'people.choose-range': flow('- approval: one\n  ask: { choose: initiator, min: 3, max: «2» }'),
  'people.choose-no-voter': flow('- approval: one\n  ask: { choose: «previous» }'),
  'people.not-a-person-field': flow('- approval: one\n  ask: { field: «amount» }'),
  'people.too-many-levels': flow('- approval: one\n  ask: { manager: initiator, level: «0» }'),
  'ballot.bad-share': flow(approval('ballot: { vote: { pass: { share: «3/2» } } }')),
  'ballot.bad-count': flow(approval('ballot: { vote: { pass: { count: «0» } } }')),
  'flow.bad-duration': flow(OK, { spec: 'remindEvery: «0m»' }),
  'people.pool-misplaced': flow(
    approval('ladder: [{ after: 1d, do: { notify: { of: { role: x }, as: «pool» } } }]'),
  ),
  'group.bad-name': flow(approval('groups: [{ group: «My Team», ask: { role: x }, ballot: any }]')),
  'ballot.bad-weight': flow(
    approval('ballot: { vote: { pass: { count: 1 }, weights: { «bob»: 2 } } }'),
  ),
  'rights.unknown-field': flow(approval('rights: { «amout»: edit }')),
  'return.impossible': flow(`${approval('returns: [«two»]')}\n- approval: two\n  ask: initiator`),
  'distinct.too-few': flow(OK, { spec: 'distinct: [«[one, one]»]' }),
  'ladder.bad-after': flow(approval('ladder: [{ after: «0s», do: remind }]')),
  'ladder.no-stand-ins': flow(approval('ladder: [{ after: 2h, do: «stand-in» }]')),
  'ladder.not-rising': flow(
    approval('ladder: [{ after: 2h, do: remind }, { after: «1h», do: remind }]'),
  ),
  'call.bad-url': flow('- call: c\n  http: { method: POST, url: «http://example.com» }'),
  'call.bad-retry': flow(
    '- call: c\n  http: { method: POST, url: secret:x }\n' +
      '  retry: { attempts: 2, backoff: «5m..2s» }',
  ),
  'form.bad-type': flow(OK, { form: ' { type: «array» }' }),
  'form.unknown-keyword': flow(OK, { form: ' { type: object, «requird»: [] }' }),
  'subject.reads-hidden': flow(approval('rights: { assignee: hidden }'), {
    spec: 'subject: «form.assignee»',
  }),
  'sound.unreachable': flow(
    '- end: stop\n  outcome: approved\n- notify: «late»\n  tell: initiator',
  ),
  'sound.branch-never-taken': flow(
    [
      '- choice: size',
      '  branches:',
      '    - { when: form.amount > 5, steps: [{ notify: a, tell: initiator }] }',
      '    - { when: «form.amount > 5», steps: [{ notify: b, tell: initiator }] }',
      '    - otherwise: true',
    ].join('\n'),
  ),
  'sound.endless-loop': flow('- notify: again\n  tell: initiator\n- goto: back\n  to: «again»'),
  'sound.vote-unwinnable': flow(
    '- approval: one\n  ask: { user: a }\n  ballot: { vote: { «pass»: { count: 2 } } }',
  ),
  'sound.not-exhaustive': flow(
    [
      '- approval: one',
      '  ask: { role: x }',
      '- inclusive: «size»',
      '  branches:',
      '    - { when: form.amount > 5.0, steps: [{ notify: a, tell: initiator }] }',
      '    - { when: form.amount > 9.0, steps: [{ notify: b, tell: initiator }] }',
    ].join('\n'),
  ),
  'sound.stuck': flow('- approval: «one»\n  ask: { role: x }\n  skip: form.amount < 10.0'),
  'sound.no-exit': flow('- approval: «one»\n  ask: { role: x }\n- goto: again\n  to: one'),
  'sound.no-approver': flow('- approval: «one»\n  ask: { role: x }\n  skip: form.amount < 10.0'),
  'sound.deadline-unmeetable': flow(`${OK}\n- delay: cool-off\n  for: 3d`, {
    spec: 'deadline: [{ «after»: 2d, do: { end: lapsed } }]',
  }),
  'sound.self-approval': flow('- approval: one\n  ask: «initiator»\n  initiator: allow'),
  'form.unsupported-keyword': flow(OK, { form: ' { type: object, «$ref»: "http://x/y" }' }),
  'form.bad-keyword': flow(OK, { form: ' { type: object, minItems: «many» }' }),
  'form.unknown-field': flow(OK, { form: ' { type: object, properties: {}, required: [«a»] }' }),
  'form.bad-pattern': flow(OK, {
    form: " { type: object, properties: { a: { pattern: «'(a)\\1'» } } }",
  }),
  'form.bad-field-name': flow(OK, { form: ' { type: object, properties: { «a-b»: {} } }' }),
  'formula.bad-field': flow(OK, {
    form: ' { type: object, properties: { a: { type: array, x-formula: «"[1]"» } } }',
  }),
  'formula.cycle': flow(OK, { form: computed('«form.b + 1»', 'form.a * 2') }),
  'formula.too-costly': flow(OK, {
    form: computed(`«"${COSTLY} ? 1 : 0"»`, "'1'"),
  }),
  'formula.editable': flow(approval('rights: { b: «edit» }'), {
    form: computed("'1'", "'2'"),
  }),
  'formula.reads-hidden': flow(approval('rights: { a: «hidden» }'), {
    form: computed("'1'", 'form.a'),
  }),
  'formula.probes-hidden': flow(approval('rights: { a: edit, b: hidden, c: «hidden» }'), {
    form:
      ' { type: object, properties: { a: { type: number }, b: { type: number }, ' +
      'c: { type: number, x-formula: form.a * form.b } } }',
  }),
  'cel.unknown-field': flow(approval('skip: form.«amuont» > 1.0')),
  'cel.wrong-result': flow(approval('skip: «form.amount»')),
};

describe('a diagnostic', () => {
  test.each(Object.entries(CASES))('%s points at what is wrong', (code, marked) => {
    const start = marked.indexOf('«');
    const end = marked.indexOf('»') - 1;
    const text = marked.replace('«', '').replace('»', '');
    const { diagnostics } = check(text);
    const found = diagnostics.find((each) => each.code === code);
    expect(found, JSON.stringify(diagnostics.slice(0, 3))).toBeDefined();
    expect(text.slice(found!.range.start.offset, found!.range.end.offset)).toBe(
      text.slice(start, end),
    );
  });

  test('every code of the catalogue is shown here or in the tests of limits', () => {
    const limits = ['flow.too-many', 'flow.too-many-steps', 'flow.nesting-too-deep'];
    const shown = new Set([...Object.keys(CASES), ...limits]);
    const missing = Object.keys(languageErrors).filter((code) => !shown.has(code));
    // Those of tables point into another text: table/table.test.ts shows them.
    expect(missing.filter((code) => !code.startsWith('table.'))).toEqual([]);
  });

  test.each(Object.keys(CASES).filter((code) => code.startsWith('sound.')))(
    '%s comes with a form that shows it, and can be played',
    (code) => {
      const text = CASES[code]!.replace('«', '').replace('»', '');
      const { definition, diagnostics } = check(text);
      const { example } = diagnostics.find((each) => each.code === code)!;
      expect(example).toBeDefined();
      expect(rehearser(definition!)(example!)).toBeDefined();
    },
  );

  test('R2.4 a flow that starts itself without end is told, one that may stop is not', () => {
    const codes = (more: string, before = '') =>
      check(
        flow(`${before}- subflow: s\n  flow: test\n${more}- approval: one\n  ask: { role: x }`),
      ).diagnostics.map(({ code }) => code);
    expect(codes('')).toEqual(['sound.endless-loop']);
    expect(codes("  each: '[1, 2]'\n")).toEqual(['sound.endless-loop']);
    expect(codes('  skip: has(form.assignee)\n')).toEqual([]);
    expect(codes('  version: 0.9.0\n')).toEqual([]);
    expect(codes('', '- approval: two\n  ask: { role: x }\n')).toEqual([]);
  });

  test('a flow without mistakes has none', () => {
    expect(check(flow(OK)).diagnostics).toEqual([]);
  });

  test.each(['a: read, b: hidden, c: hidden', 'a: edit, b: read, c: hidden'])(
    'R6.18 with %s nothing hidden can be worked out by trying',
    (rights) => {
      const text = CASES['formula.probes-hidden']!;
      const found = check(text.replace(/rights: \{.*\}/, `rights: { ${rights} }`));
      expect(found.diagnostics).toEqual([]);
    },
  );

  test('all mistakes are told, not the first', () => {
    const text = flow('- approval: One\n  ask: { field: nobody }\n  skip: form.nothing\n  foo: 1');
    expect(
      check(text)
        .diagnostics.map(({ code }) => code)
        .sort(),
    ).toEqual(['cel.unknown-field', 'flow.unknown-key', 'people.unknown-field', 'step.bad-id']);
  });

  test.each([
    ['plain', 'skip: form.amount > 1.0 && form.«x» == 1'],
    ['single-quoted', `skip: '"it''s" == form.«x»'`],
    ['double-quoted', 'skip: "\\"a\\u00e9\\t\\x41\\U0001F600\\" == form.«x»"'],
  ])('in a %s scalar the characters of an expression are found', (_style, line) => {
    const marked = flow(approval(line));
    const text = marked.replace('«', '').replace('»', '');
    const { range, code } = check(text).diagnostics[0]!;
    expect(code).toBe('cel.unknown-field');
    expect(range.start.offset).toBe(marked.indexOf('«'));
    expect(range.end.offset).toBe(marked.indexOf('»') - 1);
  });

  test('in a scalar of many lines the whole scalar is meant', () => {
    const text = flow(approval('skip: >-\n    form.amount > 1.0 &&\n    form.nothing'));
    const { line, column } = check(text).diagnostics[0]!.range.start;
    expect([line, column]).toEqual([text.slice(0, text.indexOf('>-')).split('\n').length, 13]);
  });

  test('the nearest name is proposed', () => {
    const { diagnostics } = check(flow(approval('rights: { amout: edit }')));
    expect(diagnostics[0]?.advice).toBe('Did you mean "amount"?');
  });

  test('R9.1 a day of working time is eight hours, whichever calendar counts them', () => {
    const ladderOf = (rungs: string) =>
      check(flow(approval(`ladder: [${rungs}]`))).definition?.steps[0] as ApprovalStep | undefined;
    const step = ladderOf('{ after: 2d, working: true, do: remind }, { after: 2d, do: remind }');
    expect(step?.ladder?.map(({ afterMs }) => afterMs / 3_600_000)).toEqual([16, 48]);
    const printed = printYaml(
      check(flow(approval('ladder: [{ after: 1d, working: true, do: remind }]'))).definition!,
    );
    expect(printed).toContain('after: 8h');
  });

  test('R9.1 rungs rise among those by the clock and among those in working time', () => {
    const codes = (rungs: string) =>
      check(flow(approval(`ladder: [${rungs}]`))).diagnostics.map(({ code }) => code);
    const [two, one] = ['{ after: 2d, do: remind }', '{ after: 1d, working: true, do: remind }'];
    expect(codes(`${two}, ${one}`)).toEqual([]);
    expect(codes(`${two}, ${one}, ${one}`)).toEqual(['ladder.not-rising']);
  });

  test('R9.4 a deadline is a ladder of the flow, with acts of its own', () => {
    const codes = (rungs: string) =>
      check(flow(OK, { spec: `deadline: [${rungs}]` })).diagnostics.map(({ code }) => code);
    const remind = '{ after: 3d, working: true, do: remind }';
    expect(codes(`${remind}, { after: 5d, working: true, do: { end: overdue } }`)).toEqual([]);
    expect(codes(`${remind}, { after: 2d, working: true, do: reject }`)).toEqual([
      'ladder.not-rising',
    ]);
    expect(codes('{ after: 1d, do: { end: terminated } }')).toEqual(['step.bad-outcome']);
    expect(codes('{ after: 1d, do: escalate }')).toEqual(['flow.expected']);
    expect(codes('{ after: 1d, do: { notify: { cel: form.nobody } } }')).toEqual([
      'cel.unknown-field',
    ]);
  });

  test('R3.1 a gap and an overlap of a matrix are told with a case that shows them', () => {
    const amounts = (last: string) =>
      check(
        flow(
          matrix(
            `{ when: { a: '< 5.0' }, ask: { user: x } }, { when: { a: '${last}' }, ask: { user: y } }`,
          ),
        ),
      )
        .diagnostics.filter(({ code }) => code.startsWith('matrix.'))
        .map(({ message }) => message);
    expect(amounts('>= 5.0')).toEqual([]);
    expect(amounts('> 5.0')).toEqual(['No row holds for a = 5.']);
    expect(amounts('[5.0..9.0)')).toEqual(['No row holds for a = 9.']);
    expect(amounts('>= 4.0')).toEqual(['Row 1 and row 2 both hold for a = 4.']);
  });

  test('R3.1 a matrix of a hundred rows is searched as a whole', () => {
    const bands = Array.from({ length: 60 }, (_, band) => band);
    const row = (a: string, b: string) => `{ when: { a: '${a}', b: '${b}' }, ask: { user: x } }`;
    const rows = bands.flatMap((band) => {
      const a = band === 0 ? '< 10' : band === 59 ? '>= 590' : `[${band * 10}..${band * 10 + 10})`;
      return [row(a, `<= ${band}`), row(a, `> ${band}`)];
    });
    const messages = (all: readonly string[]) =>
      check(
        flow(
          '- approval: one\n  ask:\n    matrix: { a: form.amount, b: form.other }\n' +
            `    rows: [${all.join(', ')}]`,
          {
            form: ' { type: object, properties: { amount: { type: number }, other: { type: number } } }',
          },
        ),
      )
        .diagnostics.filter(({ code }) => code.startsWith('matrix.'))
        .map(({ message }) => message);
    expect(messages(rows)).toEqual([]);
    expect(messages(rows.toSpliced(80, 1))).toEqual(['No row holds for a = 400, b = -1.']);
    expect(messages(rows.with(80, row('[400..410]', '<= 40')))).toEqual([
      'Row 81 and row 83 both hold for a = 410, b = -1.',
    ]);
  });

  test('R3.1 between whole numbers a matrix has no gap', () => {
    const gaps = (type: string) =>
      check(
        flow(
          matrix(
            "{ when: { a: '<= 5' }, ask: { user: x } }, { when: { a: '>= 6' }, ask: { user: y } }",
          ),
          { form: ` { type: object, properties: { amount: { type: ${type} } } }` },
        ),
      )
        .diagnostics.filter(({ code }) => code.startsWith('matrix.'))
        .map(({ message }) => message);
    expect(gaps('integer')).toEqual([]);
    expect(gaps('number')).toEqual(['No row holds for a = 5.5.']);
  });

  test('what cannot be kept yet is never dropped in silence', () => {
    const lines = ['onReject: { goto: b }'];
    for (const line of lines) {
      const codes = check(flow(approval(line))).diagnostics.map(({ code }) => code);
      expect(codes).toEqual(['flow.unsupported']);
    }
  });

  test('the path and the step name the place in the tree', () => {
    const text = flow(
      `- choice: c\n  branches:\n    - { when: form.no, steps: [] }\n    - otherwise: true`,
    );
    expect(check(text).diagnostics.map(({ path, step }) => [path, step])).toEqual([
      ['steps[0].branches[0].when', 'c'],
    ]);
  });
});

test('x-facts names fields of the form, five at most', () => {
  const facts = (names: string): readonly string[] =>
    check(
      flow(OK, {
        form: ` { type: object, x-facts: ${names}, properties: { a: {}, b: {}, c: {}, d: {}, e: {}, f: {} } }`,
      }),
    ).diagnostics.map(({ code }) => code);
  expect(facts('[a, b, c, d, e]')).toEqual([]);
  expect(facts('[a, b, c, d, e, f]')).toEqual(['form.bad-keyword']);
  expect(facts('[x]')).toEqual(['form.unknown-field']);
});
