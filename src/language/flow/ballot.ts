/** How authors write ballots: one word, or the word with its settings. */

import type { Ballot, HandleStep, Threshold, VoteBallot, VoterGroup } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { asEither, list } from '../shape/collections.ts';
import type { Fields } from '../shape/record.ts';
import { keyed, record, reportUnknown } from '../shape/record.ts';
import { number, text, word } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { people, resolverList, weights } from './people.ts';

type Of<K extends Ballot['kind']> = Extract<Ballot, { readonly kind: K }>;

const thresholdRecord = <K extends string, V>(
  key: K,
  shape: Shape<V>,
  absent: V,
  about: string,
): Shape<Threshold> =>
  asEither(
    record<{ readonly [key in K]: V }>({
      expects: `{ ${key}: … }`,
      about,
      fields: { [key]: { shape, about, required: true, absent } } as unknown as Fields<{
        readonly [key in K]: V;
      }>,
    }) as unknown as Shape<Threshold>,
  );

/** So many votes, so much weight, or such a share of the eligible weight. */
const threshold: Shape<Threshold> = keyed<Threshold>({
  expects: '{ count: … }, { weight: … } or { share: … }',
  records: {
    count: thresholdRecord('count', number('a number of votes'), 1, 'So many votes.'),
    weight: thresholdRecord('weight', number('a weight', false), 1, 'Votes of so much weight.'),
    share: thresholdRecord(
      'share',
      text({ expects: 'a fraction such as 2/3 or 60%' }),
      '1/1',
      'Such a share of the eligible weight, as 2/3 or 60%.',
    ),
  },
  tagOf: (value) => Object.keys(value)[0]!,
});

const close = word('early', 'when-all-voted');

const misplaced = {
  groups: 'Write groups on the step, beside ask and ballot.',
  pool: 'Write ask: { of: …, as: pool }.',
} as const;

const all = record<Of<'all'>>({
  expects: 'the settings of all',
  about: 'Everybody must approve.',
  kind: 'all',
  fields: { close: { shape: close, about: 'When the ballot closes; early when absent.' } },
  misplaced,
});

const any = record<Of<'any'>>({
  expects: 'the settings of any',
  about: 'One vote decides.',
  kind: 'any',
  fields: {
    first: {
      shape: word('vote', 'approval'),
      about: 'vote: the first vote decides; approval: rejections decide only at the end.',
    },
  },
  misplaced,
});

const vote = record<VoteBallot>({
  expects: 'the settings of vote',
  about: 'Votes are counted against thresholds.',
  kind: 'vote',
  fields: {
    pass: {
      shape: threshold,
      about: 'What passes it.',
      required: true,
      absent: { count: 1 },
    },
    reject: { shape: threshold, about: 'What rejects it; when pass is out of reach if absent.' },
    quorum: {
      shape: number('a number of votes'),
      about: 'Votes, abstentions included, without which nothing is passed.',
    },
    weights: {
      shape: weights,
      about: 'Weights by user:<id>, role:<name>, group:<name>; others weigh 1.',
    },
    veto: { shape: resolverList, about: 'One rejection by any of these decides.' },
    tie: {
      shape: word('passed', 'rejected'),
      about: 'When all have voted and no threshold was met; rejected when absent.',
    },
    close: { shape: close, about: 'When the ballot closes; early when absent.' },
  },
  unsupported: { chair: 'A chair who breaks ties' },
  misplaced,
});

/** Puts a record under a key of its own: `{ vote: { … } }` for the tree's `{ kind: vote, … }`. */
function under<T>(tag: string, inner: Shape<T>, about: string): Shape<T> {
  return {
    expects: `{ ${tag}: … }`,
    accepts: (node) => node.kind === 'map',
    read(node, path, reader) {
      if (node.kind !== 'map') return undefined;
      reportUnknown(node, [tag], { misplaced }, path, reader);
      const entry = node.entries.get(tag)!;
      const value = inner.read(entry.value, path, reader);
      reader.place(path, entry.value, entry.keySpan);
      return value;
    },
    write: (value) => ({ [tag]: inner.write(value) }),
    schema: (book) => ({
      description: about,
      type: 'object',
      required: [tag],
      properties: { [tag]: inner.schema(book) },
      additionalProperties: false,
    }),
  };
}

/** How the votes of a visit add up to one outcome (R5). */
export const ballot: Shape<Ballot> = keyed<Ballot>({
  expects: 'all, any, sequence, or { vote: { pass: … } }',
  records: {
    all: asEither(under('all', all, 'Everybody must approve.')),
    any: asEither(under('any', any, 'One vote decides.')),
    vote: asEither(under('vote', vote, 'Votes are counted against thresholds.')),
  },
  words: { all: { kind: 'all' }, any: { kind: 'any' }, sequence: { kind: 'sequence' } },
  tagOf: (value) => value.kind,
});

type HandleBallot = HandleStep['ballot'];

/** How many of those asked must have done it. */
export const handleBallot: Shape<HandleBallot> = keyed<HandleBallot>({
  expects: 'all, any or sequence',
  records: {},
  words: { all: { kind: 'all' }, any: { kind: 'any' }, sequence: { kind: 'sequence' } },
  tagOf: (value) => value.kind,
});

const voterGroup = (own: Shape<Ballot>): Shape<VoterGroup> =>
  record<VoterGroup>({
    expects: '{ group: …, ask: …, ballot: … }',
    about: 'People with a ballot of their own.',
    fields: {
      name: {
        key: 'group',
        shape: text({ expects: 'a name in kebab-case', charsMax: languageLimits.nameCharsMax }),
        about: 'The name of the group, in kebab-case.',
        required: true,
        absent: '',
      },
      ask: { shape: people, about: 'Who is asked.', required: true, absent: { of: [] } },
      ballot: { shape: own, about: 'How their votes add up.', required: true, absent: ALL },
    },
  });

const ALL: Ballot = { kind: 'all' };

/** Groups of an approval (R5.8). */
export const groups = list(voterGroup(ballot), 'a list of groups');

/** Groups of a handle step. */
export const handleGroups = list(voterGroup(asEither(handleBallot)), 'a list of groups');
