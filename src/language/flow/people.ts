/** How authors write who is asked, and what happens when nobody is left. */

import type { EmptyPolicy, InitiatorPolicy, People, Resolver } from '../../kernel/index.ts';
import { dictionary, either, mapped, oneOrMore } from '../shape/collections.ts';
import type { Path, Reader } from '../shape/reader.ts';
import { keyed, record } from '../shape/record.ts';
import { expression, number, text, word } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import type { Node } from '../yaml/nodes.ts';

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

const headOf = either<'initiator' | { readonly department: string }>(
  'initiator, or { department: … }',
  [
    { shape: asEither(word('initiator')), owns: (value) => value === 'initiator' },
    { shape: asEither(department), owns: (value) => value !== 'initiator' },
  ],
);

/** Lets a shape of a part of a union stand among its alternatives. */
export function asEither<A extends B, B>(shape: Shape<A>): Shape<B> {
  return shape as unknown as Shape<B>;
}

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
    except: 'Write { of: …, except: … }.',
    also: 'Name several in a list: [{ role: … }, initiator].',
  };
  return record<R>({ ...rule, misplaced, unsupported: { pool: 'A pool' } });
}

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
  members: resolving<Of<'members'>>({
    expects: '{ members: … }',
    about: 'The members of a department and of those below it.',
    kind: 'members',
    fields: {
      department: {
        key: 'members',
        shape: named("a department's id"),
        about: 'The department.',
        required: true,
        absent: '',
      },
    },
  }),
  head: resolving<Of<'head'>>({
    expects: '{ head: initiator }',
    about: 'The head of the department of the initiator, or of a named one.',
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
        shape: word('initiator'),
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
        shape: word('initiator'),
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
};

/** One resolver: `initiator`, `{ role: finance }`, `{ manager: initiator, level: 2 }` … */
const resolver: Shape<Resolver> = defined('resolver', () =>
  keyed<Resolver>({
    expects: 'somebody to ask, such as initiator, { role: … } or { manager: initiator }',
    records: resolvers as unknown as { readonly [tag: string]: Shape<Resolver> },
    words: { initiator: { kind: 'initiator' } },
    unsupported: {
      group: 'The resolver "group"',
      chosen: "The initiator's choice of people",
      function: 'A registered function as resolver',
      http: 'An HTTP resolver',
      pool: 'A pool',
      also: 'The list "also"',
    },
    tagOf: (value) => value.kind,
  }),
);

function defined<T>(name: string, build: () => Shape<T>): Shape<T> {
  const shape = build();
  return { ...shape, schema: (book) => book.refer(name, () => shape.schema(book)) };
}

const resolverList = oneOrMore(resolver, 'somebody to ask, or a list');

const ofExcept = record<People>({
  expects: '{ of: …, except: … }',
  about: 'The union of some resolvers, less others.',
  fields: {
    of: { shape: resolverList, about: 'Who is asked.', required: true, absent: [] },
    except: { shape: resolverList, about: 'Who is left out.' },
  },
  unsupported: { also: 'The list "also"', pool: 'A pool' },
});

/** Who is asked: one resolver, a list of them, or `{ of: …, except: … }`. */
export const people: Shape<People> = defined('people', () => ({
  expects: resolverList.expects,
  accepts: () => true,
  read: readPeople,
  write(value) {
    return value.except === undefined ? resolverList.write(value.of) : ofExcept.write(value);
  },
  schema: (book) => ({
    title: 'People',
    anyOf: [resolverList.schema(book), ofExcept.schema(book)],
  }),
}));

const tags = Object.keys(resolvers);

function readPeople(node: Node, path: Path, reader: Reader): People {
  const isPlain = node.kind !== 'map' || tags.some((tag) => node.entries.has(tag));
  if (!isPlain && (node.entries.has('of') || node.entries.has('except'))) {
    return ofExcept.read(node, path, reader) ?? { of: [] };
  }
  reader.place(path, node);
  const of = resolverList.read(node, [...path, 'of'], reader) ?? [];
  return { of };
}

const emptyWord = word('block', 'admin', 'skip', 'approve', 'reject');

const emptyPeople = record<Extract<EmptyPolicy, object>>({
  expects: '{ people: … }',
  about: 'Named people are asked instead.',
  fields: { people: { shape: resolverList, about: 'Who.', required: true, absent: [] } },
});

/** What happens when nobody is left to ask (R3.4). */
export const emptyPolicy: Shape<EmptyPolicy> = either(
  'one of block, admin, skip, approve, reject, or { people: … }',
  [
    { shape: asEither(emptyPeople), owns: (value) => typeof value === 'object' },
    { shape: asEither(emptyWord), owns: (value) => typeof value === 'string' },
  ],
);

/** What happens when the initiator is among those asked (R3.5). */
export const initiatorPolicy: Shape<InitiatorPolicy> = word(
  'allow',
  'skip',
  'manager',
  'department-head',
  'forbid',
);

/** Resolvers whose rejection decides alone. */
export const vetoHolders = resolverList;

/** Weights by `user:<id>` or `role:<name>`. */
export const weights = dictionary(number('a weight', false), 'weights by user:… or role:…');
