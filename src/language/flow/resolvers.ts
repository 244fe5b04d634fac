/** How authors write one resolver: whom a definition names. */

import type { FieldRef, MatrixRow, Resolver } from '../../kernel/index.ts';
import { asEither, dictionary, either, lazy, mapped, oneOrMore } from '../shape/collections.ts';
import { keyed, record } from '../shape/record.ts';
import { expression, number, text, word } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { matrixRows } from './matrix-rows.ts';

type Of<K extends Resolver['kind']> = Extract<Resolver, { readonly kind: K }>;

const named = (expects: string): Shape<string> => text({ expects, charsMax: 200 });

const department = record<{ readonly department: string }>({
  expects: '{ department: … }',
  about: 'A department by its id.',
  fields: {
    department: {
      shape: named("a department's id"),
      about: 'The department.',
      required: true,
      absent: '',
    },
  },
});

const fieldRef = record<FieldRef>({
  expects: '{ field: … }',
  about: 'What a top-level form field holds.',
  fields: {
    field: { shape: named("a form field's name"), about: 'The field.', required: true, absent: '' },
  },
});

const isField = (value: object | string): value is FieldRef =>
  typeof value === 'object' && 'field' in value;

/** A mapping that has the key. */
function withKey<T>(key: string, shape: Shape<T>): Shape<T> {
  return { ...shape, accepts: (node) => node.kind === 'map' && node.entries.has(key) };
}

/** Whose managers: those of the initiator, or of the people in a form field. */
const whose = either<'initiator' | FieldRef>('initiator, or { field: … }', [
  { shape: asEither(word('initiator')), owns: (value) => value === 'initiator' },
  { shape: asEither(fieldRef), owns: isField },
]);

const headOf = either<Of<'head'>['of']>('initiator, { department: … } or { field: … }', [
  { shape: asEither(word('initiator')), owns: (value) => value === 'initiator' },
  { shape: asEither(withKey('field', fieldRef)), owns: isField },
  { shape: asEither(department), owns: (value) => value !== 'initiator' && !isField(value) },
]);

const membersOf = either<Of<'members'>['department']>("a department's id, or { field: … }", [
  { shape: asEither(named("a department's id")), owns: (value) => !isField(value) },
  { shape: asEither(fieldRef), owns: isField },
]);

type UpTo = Of<'managers'>['upTo'];

const upToPost = record<{ readonly post: string }>({
  expects: '{ post: … }',
  about: 'The first manager who holds the post.',
  fields: {
    post: { shape: named("a post's name"), about: 'The post.', required: true, absent: '' },
  },
});

const upTo = either<UpTo>('a number of levels, or { post: … }', [
  {
    shape: mapped(
      number('a number of levels'),
      (level): UpTo => ({ level }),
      (value) => ('level' in value ? value.level : 0),
    ),
    owns: (value) => 'level' in value,
  },
  { shape: asEither(upToPost), owns: (value) => 'post' in value },
]);

/** A record that is one resolver; the keys of whole lists of people are told where to stand. */
function resolving<R extends Resolver>(rule: Parameters<typeof record<R>>[0]): Shape<R> {
  const misplaced = {
    as: 'Write { of: …, as: pool }.',
    assign: 'Write { of: …, assign: … }.',
    except: 'Write { of: …, except: … }.',
    also: 'Write { of: …, also: … }, or name several in a list: [{ role: … }, initiator].',
  };
  return record<R>({ ...rule, misplaced });
}

/** Who may be named. */
const among: Shape<readonly Resolver[]> = lazy('among', () =>
  oneOrMore(resolver, 'somebody to ask, or a list'),
);

const inputs = dictionary(expression, 'a mapping of names to CEL expressions');

const matrixRow = record<MatrixRow>({
  expects: '{ when: …, ask: … }',
  about: 'A row: when its cells hold, who is asked.',
  fields: {
    when: {
      shape: inputs,
      about: 'A cell for each input: < 5.0, [1.0..5.0), in ["a"], a CEL value, or - for any.',
    },
    if: { shape: expression, about: 'CEL bool that must hold besides the cells.' },
    ask: { shape: among, about: 'Who is asked.', required: true, absent: [] },
  },
});

const resolvers: { readonly [K in Exclude<Resolver['kind'], 'initiator'>]: Shape<Of<K>> } = {
  user: resolving<Of<'user'>>({
    expects: '{ user: … }',
    about: 'One person by id.',
    kind: 'user',
    fields: {
      id: {
        key: 'user',
        shape: named("a person's id"),
        about: 'The person.',
        required: true,
        absent: '',
      },
    },
  }),
  role: resolving<Of<'role'>>({
    expects: '{ role: … }',
    about: 'Everybody who holds a role.',
    kind: 'role',
    fields: {
      role: { shape: named("a role's name"), about: 'The role.', required: true, absent: '' },
    },
  }),
  post: resolving<Of<'post'>>({
    expects: '{ post: … }',
    about: 'Everybody who holds a post.',
    kind: 'post',
    fields: {
      post: { shape: named("a post's name"), about: 'The post.', required: true, absent: '' },
    },
  }),
  group: resolving<Of<'group'>>({
    expects: '{ group: … }',
    about: 'The members of a user group.',
    kind: 'group',
    fields: {
      group: { shape: named("a group's id"), about: 'The group.', required: true, absent: '' },
    },
  }),
  members: resolving<Of<'members'>>({
    expects: '{ members: … }',
    about: 'The members of a department and of those below it.',
    kind: 'members',
    fields: {
      department: {
        key: 'members',
        shape: membersOf,
        about: 'The department, or { field: … } that holds one.',
        required: true,
        absent: '',
      },
    },
  }),
  head: resolving<Of<'head'>>({
    expects: '{ head: initiator }',
    about: 'The head of the department of the initiator, of a named one, or of one in the form.',
    kind: 'head',
    fields: {
      of: {
        key: 'head',
        shape: headOf,
        about: 'Whose department.',
        required: true,
        absent: 'initiator',
      },
    },
  }),
  manager: resolving<Of<'manager'>>({
    expects: '{ manager: initiator }',
    about: 'The manager a number of levels above; 1 is the direct one.',
    kind: 'manager',
    fields: {
      of: {
        key: 'manager',
        shape: whose,
        about: 'Whose manager.',
        required: true,
        absent: 'initiator',
      },
      level: {
        shape: number('a number of levels'),
        about: 'How many levels above; 1 when absent.',
        absent: 1,
        silent: 1,
      },
    },
  }),
  managers: resolving<Of<'managers'>>({
    expects: '{ managers: initiator, upTo: … }',
    about: 'The managers from the direct one up to a level or a post, both included.',
    kind: 'managers',
    fields: {
      of: {
        key: 'managers',
        shape: whose,
        about: 'Whose managers.',
        required: true,
        absent: 'initiator',
      },
      upTo: { shape: upTo, about: 'How far up.', required: true, absent: { level: 1 } },
      order: {
        shape: word('bottom-up', 'top-down'),
        about: 'Who comes first; bottom-up when absent.',
        absent: 'bottom-up',
        silent: 'bottom-up',
      },
    },
  }),
  field: resolving<Of<'field'>>({
    expects: '{ field: … }',
    about: 'The person, or the people, that a top-level form field holds.',
    kind: 'field',
    fields: {
      field: {
        shape: named("a form field's name"),
        about: 'The field.',
        required: true,
        absent: '',
      },
    },
  }),
  cel: resolving<Of<'cel'>>({
    expects: '{ cel: … }',
    about: "An expression that gives a person's id, or a list of them.",
    kind: 'cel',
    fields: { cel: { shape: expression, about: 'The expression.', required: true, absent: '' } },
  }),
  choose: resolving<Of<'choose'>>({
    expects: '{ choose: initiator }',
    about: 'Whom the initiator names at the start, or the voter before with the vote.',
    kind: 'choose',
    fields: {
      by: {
        key: 'choose',
        shape: word('initiator', 'previous'),
        about: 'initiator: at the start; previous: whoever votes on the step before.',
        required: true,
        absent: 'initiator',
      },
      from: { shape: among, about: 'Among whom; anybody when absent.' },
      min: { shape: number('a number of people'), about: 'At least so many; 1 when absent.' },
      max: { shape: number('a number of people'), about: 'At most so many.' },
    },
  }),
  matrix: resolving<Of<'matrix'>>({
    expects: '{ matrix: …, rows: … }',
    about: 'Whom the row of an authority matrix names that holds.',
    kind: 'matrix',
    fields: {
      inputs: {
        key: 'matrix',
        shape: inputs,
        about: 'What the cells are about: names with CEL expressions.',
        required: true,
        absent: {},
      },
      rows: {
        shape: lazy('matrix-rows', () => matrixRows(matrixRow)),
        about: 'The rows, or { file: … } that holds them; a case has one.',
        required: true,
        absent: [],
      },
      otherwise: { shape: among, about: 'Who is asked when no row holds.' },
    },
  }),
  function: resolving<Of<'function'>>({
    expects: '{ function: … }',
    about: 'People that a function of the engine finds.',
    kind: 'function',
    fields: {
      name: {
        key: 'function',
        shape: named("a function's name"),
        about: 'The name that the engine knows it by.',
        required: true,
        absent: '',
      },
      with: { shape: inputs, about: 'What it is told; each value is a CEL expression.' },
    },
  }),
  http: resolving<Of<'http'>>({
    expects: '{ http: … }',
    about: 'People that an HTTP service finds.',
    kind: 'http',
    fields: {
      url: {
        key: 'http',
        shape: text({ expects: 'an https address or secret:<name>', charsMax: 2_000 }),
        about: 'An https address, or secret:<name> for one kept with the secrets.',
        required: true,
        absent: '',
      },
      with: { shape: inputs, about: 'What it is told; each value is a CEL expression.' },
    },
  }),
};

/** The keys that begin a resolver. */
export const RESOLVER_TAGS = Object.keys(resolvers);

/** One resolver: `initiator`, `{ role: finance }`, `{ manager: initiator, level: 2 }` … */
export const resolver: Shape<Resolver> = defined('resolver', () =>
  keyed<Resolver>({
    expects: 'somebody to ask, such as initiator, { role: … } or { manager: initiator }',
    records: resolvers as unknown as { readonly [tag: string]: Shape<Resolver> },
    words: { initiator: { kind: 'initiator' } },
    unsupported: {},
    tagOf: (value) => value.kind,
  }),
);

/** A shape that the schema keeps under a name of its own. */
export function defined<T>(name: string, build: () => Shape<T>): Shape<T> {
  const shape = build();
  return { ...shape, schema: (book) => book.refer(name, () => shape.schema(book)) };
}
