/** The path ahead and the reasons behind, in words. */

import type { Explanation, Forecast } from '../../protocol/index.ts';
import type { Look } from './look.ts';
import { inAllLanguages, inLanguage, reasonText, type WireText } from './words.ts';

type Step = Forecast['steps'][number];

/** One line a step, branches indented, then how it ends. */
export function forecastText(forecast: Forecast, look: Look): string {
  const depths = new Map<number, number>();
  const lines = forecast.steps.map((step) => {
    const depth = step.parent === 0 ? 0 : (depths.get(step.parent) ?? -1) + 1;
    depths.set(step.visit, depth);
    return `  ${'  '.repeat(depth)}${stepLine(step, look)}\n`;
  });
  return `${lines.join('')}${ending(forecast, look)}`;
}

function stepLine(step: Step, look: Look): string {
  const sign = step.when === 'now' ? look.paint('accent', '●') : '○';
  const title = inLanguage(step.title as WireText, look.language);
  const people = step.people.map(({ id, name }) => {
    const by = step.added?.find(({ person }) => person.id === id)?.by;
    const own = inAllLanguages(name as WireText, look.language);
    return by ? `${own} (added by ${inLanguage(by.name as WireText, look.language)})` : own;
  });
  const parts = [
    people.length > 0 ? people.join(', ') : undefined,
    step.settled ? look.paint('dim', settledText(step.settled, look)) : undefined,
    step.open ? look.paint('yellow', questionText(step.open, look)) : undefined,
    step.status === 'skipped' ? look.paint('dim', 'skipped') : undefined,
    step.because ? look.paint('dim', reasonText(step.because, step.rows)) : undefined,
    step.dependsOn.length > 0
      ? look.paint('yellow', `depends on ${step.dependsOn.join(', ')}`)
      : undefined,
  ];
  const said = parts.filter((part) => part !== undefined).join('  ');
  return `${sign} ${title}${said === '' ? '' : `  ${said}`}`;
}

function settledText(settled: NonNullable<Step['settled']>, look: Look): string {
  const names = settled.map(({ name }) => inLanguage(name as WireText, look.language));
  return `approved before: ${names.join(', ')}`;
}

function questionText({ kind, by, from, target }: NonNullable<Step['open']>, look: Look): string {
  if (kind !== 'choose') return `asks ${target ?? kind}`;
  const among = from?.map(({ id, name }) => `${inLanguage(name as WireText, look.language)} ${id}`);
  const who = by === 'initiator' ? 'the initiator' : 'the voter before';
  return `${who} chooses${among ? ` among ${among.join(', ')}` : ''}`;
}

function ending({ outcome, stuck, unknown }: Forecast, look: Look): string {
  if (stuck) {
    const where = inLanguage(stuck.title as WireText, look.language);
    return look.paint('red', `  ✗ would stand still at ${where}: ${stuck.code}\n`);
  }
  if (unknown) return `  … depends on ${unknown.join(', ')}\n`;
  return outcome === undefined ? '  … goes on\n' : `  ${look.paint('bold', `ends ${outcome}`)}\n`;
}

/** A paragraph a choice: the step, how its people were found, what decided. */
export function explanationText(items: readonly Explanation[], look: Look): string {
  return items.map((item) => explained(item, look)).join('');
}

function explained(item: Explanation, look: Look): string {
  const title = inLanguage(item.title as WireText, look.language);
  const lines = [
    `${look.paint('bold', title)}  ${look.paint('dim', RESULTS[item.result] ?? '')}\n`,
  ];
  if (item.because) lines.push(`  because ${reasonText(item.because, item.rows, Infinity)}\n`);
  if (item.policy !== undefined) lines.push(`  by the policy ${item.policy}\n`);
  if (item.calendar !== undefined) lines.push(`  working time by “${item.calendar}”\n`);
  if (item.by) lines.push(`  by ${inAllLanguages(item.by.name as WireText, look.language)}\n`);
  for (const { stage, rule, group, people, figures } of item.people ?? []) {
    const names = people.map(({ name }) => inAllLanguages(name as WireText, look.language));
    const by = rule === undefined ? '' : ` (${rule})`;
    const ballot = group === undefined ? '' : `${group}: `;
    lines.push(
      `  ${ballot}${STAGES[stage] ?? stage}${by}: ${names.join(', ') || 'nobody'}${figuresText(figures)}\n`,
    );
  }
  if (item.standing) lines.push(`  ${look.paint('accent', '→')} ${standingText(item.standing)}\n`);
  return lines.join('');
}

/** What an assignment went by. */
function figuresText(figures: Readonly<Record<string, number>> = {}): string {
  const said = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`);
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

const RESULTS: Readonly<Record<string, string>> = {
  asked: 'asks people',
  skipped: 'is skipped',
  branch: 'takes a branch',
  incident: 'stands still',
  done: '',
  added: 'gets voters by hand',
  removed: 'loses a voter',
  reassigned: 'is somebody else’s',
};

const STAGES: Readonly<Record<string, string>> = {
  resolved: 'found',
  inactive: 'remaining, since some have left',
  except: 'remaining after the exceptions',
  also: 'with those who are asked besides',
  initiator: 'after the rule for the initiator',
  distinct: 'remaining after separation of duty',
  empty: 'nobody left, so instead',
  kept: 'kept from before the return',
  added: 'with those added by hand',
  removed: 'taken off',
  reassigned: 'of these, who has it now',
  'stand-in': 'with stand-ins of those who are away',
  substitute: 'with those who stand in',
  dedupe: 'still to be asked, others having approved before',
  assigned: 'of these, the one',
};

function standingText(standing: NonNullable<Explanation['standing']>): string {
  if (standing.kind === 'asked') return 'asked';
  if (standing.kind === 'not-found') return 'not asked: the step’s rule does not lead there';
  const rule = standing.rule === undefined ? '' : ` (${standing.rule})`;
  return `not asked: dropped at the stage ${standing.stage ?? ''}${rule}`;
}
