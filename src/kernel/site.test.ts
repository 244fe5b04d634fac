import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approval, flow, Play, testDirectory } from '../testing/index.ts';
import type { Command, FlowDefinition, RepairPolicy, SiteDecision } from './index.ts';
import { Site } from './index.ts';

const VOTERS = ['fay', 'finn', 'flo'] as const;
type Voter = (typeof VOTERS)[number];

function sitesOf(sites?: RepairPolicy) {
  const ballot = { kind: 'vote', pass: { count: 3 }, close: 'when-all-voted' } as const;
  const policy: Partial<FlowDefinition> = sites ? { sites } : {};
  const play = new Play(flow([approval('vote', VOTERS.join(), { ballot })], policy));
  const base = { state: play.start('emma'), version: {} };
  const directories = (version: string) =>
    version === testDirectory.version ? testDirectory : undefined;
  return ['north', 'south', 'west'].map(
    (name) => new Site({ name, flow: play.flow, base, directories }),
  ) as [Site, Site, Site];
}

function vote(site: Site, who: Voter, nowMs: number, type: 'ApproveTask' | 'RejectTask') {
  const command: Command = { type, visit: 2, seat: VOTERS.indexOf(who) + 1 };
  return site.decide(command, {
    nowMs,
    actor: { kind: 'person', id: who },
    directory: testDirectory,
  });
}

/** As it comes out of a wire. */
const sent = (site: Site): readonly SiteDecision[] => JSON.parse(JSON.stringify(site.decisions));
const votes = (site: Site) =>
  site.state.visits[1]!.seats!.map((seat) => seat.vote ?? '–').join(' ');

describe('R13.4 a site that decides on its own', () => {
  test('R13.4 merge: sites that heard the same agree, in whatever order they heard it', () => {
    const act = fc.record({
      at: fc.nat(2),
      who: fc.constantFrom(...VOTERS),
      no: fc.boolean(),
      hears: fc.option(fc.nat(2)),
    });
    let torn = 0;
    fc.assert(
      fc.property(fc.array(act, { maxLength: 10 }), fc.boolean(), (acts, last) => {
        const sites = sitesOf(last ? 'last-writer' : 'merge');
        for (const [index, { at, who, no, hears }] of acts.entries()) {
          vote(sites[at]!, who, 2_000_000 + index, no ? 'RejectTask' : 'ApproveTask');
          if (hears !== null) sites[hears]!.hear(sent(sites[at]!));
        }
        const known = sites.flatMap(sent);
        for (const [index, site] of sites.entries()) {
          const heard = site.hear(index % 2 === 0 ? known : known.toReversed());
          if (heard.kind === 'agreed' && heard.dropped.length > 0) torn += 1;
          expect(site.hear(known)).toEqual(heard);
        }
        const [first, ...others] = sites;
        for (const site of others) {
          expect(site.state).toEqual(first.state);
          expect(site.version).toEqual(first.version);
        }
      }),
    );
    expect(torn).toBeGreaterThan(5);
  });

  test('R13.4 merge: votes of different voters hold together; a second vote is told of', () => {
    const [north, south] = sitesOf('merge');
    vote(north, 'fay', 2_000_001, 'ApproveTask');
    vote(south, 'finn', 2_000_002, 'ApproveTask');
    vote(south, 'fay', 2_000_003, 'RejectTask');
    const heard = north.hear(sent(south));
    expect(votes(north)).toBe('approve approve –');
    expect(heard).toMatchObject({
      kind: 'agreed',
      held: [{ actor: { id: 'fay' } }, { actor: { id: 'finn' } }],
      dropped: [{ decision: { site: 'south' }, refusal: { code: 'task.closed' } }],
    });
  });

  test('R13.4 last-writer: the site that decided last is right', () => {
    const [north, south] = sitesOf('last-writer');
    vote(north, 'fay', 2_000_001, 'ApproveTask');
    vote(south, 'fay', 2_000_002, 'RejectTask');
    north.hear(sent(south));
    expect(votes(north)).toBe('reject – –');
  });

  test('R13.4 without a word of the flow a person decides, and every site adopts it', () => {
    const [north, south, west] = sitesOf();
    vote(north, 'fay', 2_000_001, 'ApproveTask');
    vote(south, 'fay', 2_000_002, 'RejectTask');
    const heard = south.hear(sent(north));
    if (heard.kind !== 'escalated') throw new Error(heard.kind);
    expect(heard.decisions.map(({ site }) => site)).toEqual(['north', 'south']);
    expect(votes(south)).toBe('reject – –');
    const base = south.settle(heard.decisions.slice(0, 1))!;
    expect(votes(south)).toBe('approve – –');
    for (const site of [north, west]) expect(site.adopt(base)).toBe(true);
    expect(north.state).toEqual(south.state);
    expect(north.adopt(base)).toBe(false);
    vote(west, 'flo', 2_000_004, 'ApproveTask');
    expect(north.hear([...heard.decisions, ...sent(west)])).toMatchObject({ kind: 'agreed' });
    expect(votes(north)).toBe('approve – approve');
  });

  test('R13.4 what a site refuses is no decision, and what it cannot read changes nothing', () => {
    const [north, south] = sitesOf('merge');
    expect(vote(north, 'fay', 2_000_001, 'ApproveTask').ok).toBe(true);
    expect(vote(north, 'fay', 2_000_002, 'ApproveTask')).toMatchObject({
      refusal: { code: 'task.closed' },
    });
    expect(north.decisions).toHaveLength(1);
    const other = sent(north).map((decision) => ({ ...decision, directory: 'of tomorrow' }));
    expect(south.hear(other)).toEqual({ kind: 'directory-unknown', directory: 'of tomorrow' });
    expect([south.decisions, south.version]).toEqual([[], {}]);
  });
});
