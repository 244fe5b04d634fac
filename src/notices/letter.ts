/** Letters: a notice in words, as plain text and as HTML, in the person’s language. */

import { instantText } from './instant.ts';
import { letterHtml } from './letter-html.ts';
import { NOTICE_LIMITS } from './limits.ts';
import type { NoticeKind } from './notice.ts';
import type { NoticeLanguage } from './preferences.ts';
import { personName } from './sheet.ts';
import type { Reading, Shown, ShownTask } from './shown.ts';
import { LETTER_TEXTS } from './texts.ts';

/** What a channel sends; a channel takes of it what it can show. */
export interface Letter {
  readonly language: NoticeLanguage;
  /** Of the first item. */
  readonly kind: NoticeKind;
  /** One line, without a control character. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where the studio shows it; holds no secret. */
  readonly url: string;
  /** Where the person says what to be told. */
  readonly wishesUrl: string;
}

/** One thing that a letter tells. */
export interface Item {
  readonly kind: NoticeKind;
  readonly shown: Shown | ShownTask;
  readonly by?: string;
  /** The link that decides; only where nobody but the person reads the letter. */
  readonly tap?: { readonly url: string; readonly untilMs: number };
}

export interface Writing extends Reading {
  /** The studio’s address, without a slash at its end. */
  readonly publicUrl: string;
}

/** A letter made ready to be shown: every line of it as text. */
export interface DraftedItem {
  readonly lead: string;
  readonly says: string;
  readonly subject: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly fields: readonly { readonly title: string; readonly text: string }[];
  readonly ahead: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly url: string;
  readonly tap?: { readonly url: string; readonly note: string };
}

export interface DraftedLetter {
  readonly language: NoticeLanguage;
  readonly title: string;
  readonly line: string;
  readonly items: readonly DraftedItem[];
  readonly more?: string;
  readonly wishesUrl: string;
}

/** Shape: one thing → its letter. */
export function writeLetter(item: Item, writing: Writing): Letter {
  const texts = LETTER_TEXTS[writing.language];
  const drafted = draftOf(item, writing);
  const colon = writing.language === 'en' ? ': ' : '：';
  const letter: DraftedLetter = {
    language: writing.language,
    title: item.shown.subject,
    line: drafted.says,
    items: [drafted],
    wishesUrl: wishesOf(writing),
  };
  const subject = oneLine(`${texts.lead[item.kind]}${colon}${item.shown.subject}`);
  return finished(letter, item.kind, subject, drafted.url);
}

/** Shape: many things → one letter that names each. */
export function writeDigest(items: readonly Item[], writing: Writing): Letter {
  const texts = LETTER_TEXTS[writing.language];
  const some = items.slice(0, NOTICE_LIMITS.digestMax);
  const title = texts.digest(items.length);
  const letter: DraftedLetter = {
    language: writing.language,
    title,
    line: texts.digestLine,
    items: some.map((item) => ({ ...draftOf(item, writing), facts: [], fields: [], ahead: [] })),
    ...(items.length > some.length ? { more: texts.more(items.length - some.length) } : {}),
    wishesUrl: wishesOf(writing),
  };
  return finished(letter, items[0]!.kind, oneLine(title), `${writing.publicUrl}/inbox`);
}

function wishesOf({ publicUrl }: Writing): string {
  return `${publicUrl}/me#notices`;
}

function finished(letter: DraftedLetter, kind: NoticeKind, subject: string, url: string): Letter {
  const { language, wishesUrl } = letter;
  const text = textOf(letter);
  return { language, kind, subject, text, html: letterHtml(letter), url, wishesUrl };
}

function draftOf(item: Item, { language, timeZone, publicUrl }: Writing): DraftedItem {
  const texts = LETTER_TEXTS[language];
  const { kind, shown, by = '', tap } = item;
  const day = (atMs: number) => instantText(atMs, language, timeZone);
  const outcome = shown.outcome ?? '';
  const isTask = 'task' in shown;
  const facts: (readonly [string, string] | undefined)[] = [
    [texts.asks, shown.asker],
    [texts.flow, isTask ? `${shown.flow} · ${shown.step}` : shown.flow],
    [texts.started, day(shown.startedAtMs)],
    isTask && shown.dueAtMs !== undefined ? [texts.due, day(shown.dueAtMs)] : undefined,
  ];
  const fields = shown.lines.slice(0, NOTICE_LIMITS.fieldsMax);
  return {
    lead: texts.lead[kind],
    says: texts.says[kind](by, texts.outcome[outcome] ?? outcome),
    subject: shown.subject,
    facts: facts.filter((fact) => fact !== undefined),
    fields: fields.map(({ title, text }) => ({ title, text: cut(text) })),
    ahead: isTask ? aheadIn(shown.ahead) : [],
    url: isTask
      ? `${publicUrl}/inbox/mine/${encodeURIComponent(shown.task)}`
      : `${publicUrl}/i/${encodeURIComponent(shown.instance)}`,
    ...(tap ? { tap: { url: tap.url, note: texts.oneTap(day(tap.untilMs)) } } : {}),
  };
}

function aheadIn({ approve, reject }: ShownTask['ahead']): DraftedItem['ahead'] {
  const steps = approve.steps.map(({ step, who }, n) => `${n + 1}. ${step} — ${who}`);
  const yes = [...steps, ...approve.outlook];
  return [
    ...(yes.length > 0 ? [{ title: approve.title, lines: yes }] : []),
    ...(reject ? [{ title: reject.title, lines: [reject.brings] }] : []),
  ];
}

function textOf({ language, title, line, items, more, wishesUrl }: DraftedLetter): string {
  const texts = LETTER_TEXTS[language];
  const colon = language === 'en' ? ': ' : '：';
  const blocks = items.map((item) => {
    const { lead, says, subject, facts, fields, ahead, url, tap } = item;
    const head = items.length > 1 ? [`${lead}${colon}${subject}`, says] : [];
    return [
      ...head,
      ...facts.map(([name, value]) => `${name}${colon}${value}`),
      ...(fields.length > 0
        ? ['', ...fields.map((each) => `${each.title}${colon}${each.text}`)]
        : []),
      ...ahead.flatMap((part) => ['', `${part.title}${colon}`, ...part.lines]),
      '',
      ...(tap ? [`${texts.decide}${colon}`, tap.url, tap.note, ''] : []),
      `${texts.open}${colon}${url}`,
    ].join('\n');
  });
  const foot = [
    ...(more === undefined ? [] : [more, '']),
    '-- ',
    `${texts.wishes}${colon}${wishesUrl}`,
  ];
  return `${[title, line, '', blocks.join('\n\n'), '', ...foot].join('\n')}\n`;
}

/** A header’s line: no control character, no line break of any kind, not too long. */
function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const chars = [...plain];
  const { subjectCharsMax } = NOTICE_LIMITS;
  return chars.length <= subjectCharsMax
    ? plain
    : `${chars.slice(0, subjectCharsMax - 1).join('')}…`;
}

function cut(text: string): string {
  const chars = [...text];
  const { valueCharsMax } = NOTICE_LIMITS;
  return chars.length <= valueCharsMax ? text : `${chars.slice(0, valueCharsMax - 1).join('')}…`;
}

/** Who brought it about, by name. */
export function byName(shown: Shown, by: string | undefined, language: NoticeLanguage): string {
  return by === undefined ? '' : personName(shown.directory, by, language);
}
