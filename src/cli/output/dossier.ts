/** An instance as a dossier: what it is about, the form, and the path with its people. */

import type { Instance } from '../../protocol/index.ts';
import type { FormFields } from './form.ts';
import { formPairs } from './form.ts';
import type { Look } from './look.ts';
import { paintStatus } from './status.ts';
import { pairs } from './table.ts';
import { dateTime, inAllLanguages, inLanguage, relative } from './words.ts';

type Visit = Instance['path'][number];
type Seat = Visit['seats'][number];

/** The whole dossier, ending in a line break. */
export function dossier(instance: Instance, form: FormFields, look: Look): string {
  const { paint, language } = look;
  const { title, subject, status, outcome } = instance;
  const head =
    `${paint('bold', subject)}  ${paintStatus(outcome ?? status, look)}\n` +
    `${paint('dim', inAllLanguages(title, language))}\n`;
  const formText = pairs(formPairs(instance.form, instance.hidden, form, look), look);
  const told = instance.notified.map(({ name }) => inAllLanguages(name, language)).join(', ');
  return [
    head,
    pairs(factsOf(instance, look), look),
    `${paint('bold', 'Form')}\n${formText}`,
    `${paint('bold', 'Path')}\n${pathText(instance, look)}`,
    ...(told === '' ? [] : [`${paint('bold', 'Told')}\n  ${told}\n`]),
  ].join('\n');
}

function factsOf(instance: Instance, look: Look): readonly (readonly [string, string])[] {
  const { id, flow, initiator, startedAtMs, endedAtMs, dueAtMs } = instance;
  const who = inAllLanguages(initiator.name, look.language);
  return [
    ['instance', id],
    ['flow', `${flow.name} ${flow.version}`],
    ['initiator', `${who} ${look.paint('dim', initiator.id)}`],
    ['started', dateTime(startedAtMs, look)],
    ...(dueAtMs === undefined ? [] : [['deadline', dateTime(dueAtMs, look)] as const]),
    ...(endedAtMs === undefined ? [] : [['ended', dateTime(endedAtMs, look)] as const]),
  ];
}

function pathText({ path }: Instance, look: Look): string {
  const draw = (parent: number, indent: string): string =>
    path
      .filter((visit) => visit.parent === parent)
      .map((visit) => {
        const own = visitText(visit, indent, look);
        return own + draw(visit.visit, `${indent}  `);
      })
      .join('');
  return draw(0, '  ');
}

const MARKS: Readonly<Record<string, string>> = {
  passed: '✓',
  rejected: '✗',
  open: '●',
  incident: '!',
  skipped: '–',
  returned: '↩',
  'taken-back': '↩',
  cancelled: '–',
};
const MARK_COLOURS = { '✓': 'green', '✗': 'red', '●': 'yellow', '!': 'red' } as const;

function mark(sign: string, look: Look): string {
  return look.paint(MARK_COLOURS[sign as keyof typeof MARK_COLOURS] ?? 'dim', sign);
}

function visitText(visit: Visit, indent: string, look: Look): string {
  const { paint, language } = look;
  const sign = mark(MARKS[visit.status] ?? '·', look);
  const due =
    visit.dueAtMs === undefined || visit.status !== 'open'
      ? ''
      : paint('dim', `  next reminder ${relative(visit.dueAtMs, look)}`);
  const when = paint('dim', dateTime(visit.closedAtMs ?? visit.openedAtMs, look));
  const past = visit.superseded ? paint('dim', ' (superseded)') : '';
  const title = visit.kind === 'start' ? startText(visit) : inAllLanguages(visit.title, language);
  const lines = [`${indent}${sign} ${title}  ${when}${due}${past}\n`];
  if (visit.incident) {
    const { code, message } = visit.incident;
    lines.push(`${indent}  ${paint('red', `${code}: ${message}`)} (visit ${visit.visit})\n`);
  }
  const seats = visit.kind === 'start' ? [] : visit.seats;
  return [
    ...lines,
    ...seats.map(
      (seat) => seatText(seat, `${indent}  `, look) + opinionsText(seat, `${indent}    `, look),
    ),
  ].join('');
}

function startText({ visit, status }: Visit): string {
  if (visit === 1) return 'Submitted';
  return status === 'passed' ? 'Resubmitted' : 'Back with the initiator';
}

const VOTE_WORDS: Readonly<Record<string, string>> = {
  approve: 'approved',
  reject: 'rejected',
  abstain: 'abstained',
  done: 'done',
  return: 'returned it',
};
const VOTE_MARKS: Readonly<Record<string, string>> = {
  approve: '✓',
  done: '✓',
  reject: '✗',
  return: '↩',
};

function seatText(seat: Seat, indent: string, look: Look): string {
  const { paint, language } = look;
  const who = inAllLanguages(seat.person.name, language);
  const by =
    seat.addedBy === undefined ? '' : `, added by ${inLanguage(seat.addedBy.name, language)}`;
  const comment = seat.comment === undefined ? '' : `\n${indent}  “${seat.comment}”`;
  if (seat.vote !== undefined) {
    const sign = mark(VOTE_MARKS[seat.vote] ?? '–', look);
    const when = seat.closedAtMs === undefined ? '' : dateTime(seat.closedAtMs, look);
    const word = VOTE_WORDS[seat.vote] ?? seat.vote;
    const stale = seat.stale ? paint('yellow', '  changed since') : '';
    return `${indent}${sign} ${who} ${word}${actorText(seat, language)}${by}  ${paint('dim', when)}${stale}${comment}\n`;
  }
  if (seat.status === 'open') {
    const since = seat.openedAtMs === undefined ? '' : ` since ${relative(seat.openedAtMs, look)}`;
    return `${indent}${mark('●', look)} ${who} ${paint('dim', `is asked${since}${by}`)}\n`;
  }
  const why = seat.status === 'waiting' ? 'is asked later' : (seat.closed ?? 'closed');
  return `${indent}${paint('dim', `· ${who} ${why.replace('-', ' ')}${by}`)}\n`;
}

const ADVICE_WORDS: Readonly<Record<string, string>> = {
  approve: 'would approve',
  reject: 'would reject',
  none: 'said',
};

/** The opinions that the voter asked for, one a line. */
function opinionsText({ delegations = [] }: Seat, indent: string, look: Look): string {
  return delegations
    .map(({ to, end, advice = 'none', comment }) => {
      const who = inAllLanguages(to.name, look.language);
      const words = comment === undefined ? '' : ` “${comment}”`;
      if (end === 'advised') return `${indent}${who} ${ADVICE_WORDS[advice] ?? advice}${words}\n`;
      const state = end === 'recalled' ? 'was asked, then not any more' : 'is asked for an opinion';
      return `${indent}${look.paint('dim', `${who} ${state}`)}\n`;
    })
    .join('');
}

function actorText({ actor }: Seat, language: string): string {
  if (actor === undefined) return '';
  if ('system' in actor) return ` by the system (${actor.system})`;
  return ` by ${inLanguage(actor.name, language)}`;
}
