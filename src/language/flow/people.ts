/** How authors write who is asked, and what happens when nobody is left. */

import type { EmptyPolicy, InitiatorPolicy, People } from '../../kernel/index.ts';
import { asEither, dictionary, either, oneOrMore } from '../shape/collections.ts';
import type { Path, Reader } from '../shape/reader.ts';
import { record } from '../shape/record.ts';
import { number, word } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import type { Node } from '../yaml/nodes.ts';
import { defined, RESOLVER_TAGS, resolver } from './resolvers.ts';

/** One resolver, or a list of them. */
export const resolverList = oneOrMore(resolver, 'somebody to ask, or a list');

const ofExcept = record<People>({
  expects: '{ of: …, except: …, also: … }',
  about: 'The union of some resolvers, less others, with more.',
  fields: {
    of: { shape: resolverList, about: 'Who is asked.', required: true, absent: [] },
    except: { shape: resolverList, about: 'Who is left out.' },
    also: { shape: resolverList, about: 'Who is asked besides, even if left out before.' },
    as: {
      shape: word('voters', 'pool'),
      about: 'pool: one of them claims the task and votes for all; voters when absent.',
    },
    assign: {
      shape: word('least-loaded', 'round-robin'),
      about: 'One is picked: who has the fewest open tasks, or whose turn it is.',
    },
  },
});

/** Who is asked: one resolver, a list of them, or `{ of: …, except: …, also: … }`. */
export const people: Shape<People> = defined('people', () => ({
  expects: resolverList.expects,
  accepts: () => true,
  read: readPeople,
  write(value) {
    const { of, ...more } = value;
    return Object.values(more).every((part) => part === undefined)
      ? resolverList.write(of)
      : ofExcept.write(value);
  },
  schema: (book) => ({
    title: 'People',
    anyOf: [resolverList.schema(book), ofExcept.schema(book)],
  }),
}));

function readPeople(node: Node, path: Path, reader: Reader): People {
  const isPlain = node.kind !== 'map' || RESOLVER_TAGS.some((tag) => node.entries.has(tag));
  if (!isPlain && ['of', 'except', 'also', 'as', 'assign'].some((key) => node.entries.has(key))) {
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

/** Weights by `user:<id>` or `role:<name>`. */
export const weights = dictionary(number('a weight', false), 'weights by user:… or role:…');
