/** Random resolvers, and the names and the form that they may lean on. */

import fc from 'fast-check';
import type { Choose, JsonObject, People, Resolver } from '../kernel/index.ts';

/** Roles, posts, departments and people that generated definitions name. */
export const GENERATED_NAMES = {
  roles: ['employee', 'finance', 'legal', 'cfo'],
  posts: ['legal-counsel', 'director'],
  departments: ['engineering', 'finance'],
  groups: ['committee'],
  people: ['li-lei', 'han-mei', 'wang-wei'],
  calendars: ['default', 'shifts'],
} as const;

/** The form of every generated definition. */
export const GENERATED_FORM: JsonObject = {
  type: 'object',
  required: ['amount', 'urgent'],
  properties: {
    amount: { type: 'number', minimum: 0, 'x-kind': 'money' },
    urgent: { type: 'boolean' },
    reason: { type: 'string', maxLength: 500 },
    category: { enum: ['travel', 'meals', 'equipment'] },
    assignee: { type: 'string', 'x-kind': 'person' },
    team: { type: 'string', 'x-kind': 'department' },
    reviewers: { type: 'array', items: { type: 'string', 'x-kind': 'person' } },
  },
};

/** An object with some of its optional properties left out. */
export function partial<T extends object>(
  parts: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  requiredKeys: readonly (keyof T)[],
): fc.Arbitrary<T> {
  return fc.record(parts, { requiredKeys: [...requiredKeys] }) as unknown as fc.Arbitrary<T>;
}

const whose = fc.constantFrom<'initiator' | { readonly field: string }>('initiator', {
  field: 'assignee',
});

const resolver: fc.Arbitrary<Resolver> = fc.oneof(
  fc.constantFrom(...GENERATED_NAMES.roles).map((role): Resolver => ({ kind: 'role', role })),
  fc.constantFrom(...GENERATED_NAMES.posts).map((post): Resolver => ({ kind: 'post', post })),
  fc.constantFrom(...GENERATED_NAMES.people).map((id): Resolver => ({ kind: 'user', id })),
  fc
    .constantFrom(...GENERATED_NAMES.departments)
    .map((department): Resolver => ({ kind: 'members', department })),
  fc
    .constantFrom<Resolver>(
      { kind: 'initiator' },
      { kind: 'head', of: 'initiator' },
      { kind: 'head', of: { department: 'finance' } },
      { kind: 'head', of: { field: 'team' } },
      { kind: 'members', department: { field: 'team' } },
      { kind: 'group', group: 'committee' },
      { kind: 'field', field: 'assignee' },
      { kind: 'field', field: 'reviewers' },
      { kind: 'cel', cel: 'initiator.id' },
      { kind: 'cel', cel: 'form.amount > 10.0 ? ["li-lei"] : ["han-mei"]' },
      { kind: 'function', name: 'owner', with: { amount: 'form.amount', who: 'initiator.id' } },
      { kind: 'http', url: 'https://example.com/people' },
      {
        kind: 'matrix',
        inputs: { amount: 'form.amount', urgent: 'form.urgent' },
        rows: [
          { when: { amount: '< 7000.0' }, ask: [{ kind: 'role', role: 'finance' }] },
          {
            when: { amount: '>= 7000.0', urgent: 'true' },
            if: '"finance" in initiator.roles',
            ask: [{ kind: 'initiator' }],
          },
        ],
        otherwise: [{ kind: 'user', id: 'han-mei' }],
      },
    )
    .map((each) => structuredClone(each)),
  fc
    .tuple(whose, fc.integer({ min: 1, max: 4 }))
    .map(([of, level]): Resolver => ({ kind: 'manager', of, level })),
  fc
    .tuple(
      whose,
      fc.oneof(
        fc.integer({ min: 1, max: 4 }).map((level) => ({ level })),
        fc.constant({ post: 'director' }),
      ),
      fc.constantFrom('bottom-up' as const, 'top-down' as const),
    )
    .map(([of, upTo, order]): Resolver => ({ kind: 'managers', of, upTo, order })),
);

/** Lists of resolvers. */
export const resolvers = fc.array(resolver, { minLength: 1, maxLength: 3 });

/** Who is asked or told. */
export const arbitraryPeople: fc.Arbitrary<People> = partial<People>(
  { of: resolvers, except: resolvers, also: resolvers } as {
    [K in keyof People]-?: fc.Arbitrary<never>;
  },
  ['of'],
);

const choose: fc.Arbitrary<Resolver> = partial<Choose>(
  {
    kind: fc.constant('choose'),
    by: fc.constantFrom('initiator', 'previous'),
    from: fc.constantFrom([
      { kind: 'user', id: 'li-lei' },
      { kind: 'role', role: 'cfo' },
    ] as const),
    max: fc.integer({ min: 2, max: 3 }),
  } as { [K in keyof Choose]-?: fc.Arbitrary<never> },
  ['kind', 'by'],
);

/** People of whom one is asked. */
export const arbitraryPool: fc.Arbitrary<People> = fc
  .tuple(
    arbitraryPeople,
    fc.constantFrom(
      { as: 'pool' } as const,
      { as: 'pool' } as const,
      { assign: 'least-loaded' } as const,
      { assign: 'round-robin' } as const,
    ),
  )
  .map(([people, how]) => ({ ...people, ...how }));

/** Who is asked; now and then somebody has to name them. */
export const arbitraryAsked: fc.Arbitrary<People> = fc.oneof(
  { weight: 7, arbitrary: arbitraryPeople },
  { weight: 2, arbitrary: arbitraryPool },
  {
    weight: 1,
    arbitrary: fc
      .tuple(choose, fc.array(resolver, { maxLength: 1 }))
      .map(([chosen, others]) => ({ of: [chosen, ...others] })),
  },
);
