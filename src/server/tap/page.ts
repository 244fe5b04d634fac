/** The page of a one-tap link as HTML: it works without a script, and there is none. */

import type { Markup, NoticeLanguage, SheetLine, TapView } from '../../notices/index.ts';
import { html, instantText } from '../../notices/index.ts';
import { saidOf } from '../words/problems.ts';
import { TAP_TEXTS } from './texts.ts';

/** What the template of the built studio is filled with. */
export interface TapPage {
  readonly status: number;
  readonly language: NoticeLanguage;
  readonly title: string;
  readonly body: Markup;
}

type Shown = Exclude<TapView, { readonly kind: 'over' }>;

/** Shape: what there is to be shown → its page. */
export function tapPage(view: TapView): TapPage {
  const { language } = view;
  const t = TAP_TEXTS[language];
  if (view.kind === 'over') {
    const status = view.why === 'unknown' ? 404 : 410;
    const way = view.instance === undefined ? undefined : `/i/${encodeURIComponent(view.instance)}`;
    return plainPage(language, status, t.over[view.why], way);
  }
  const { shown, person } = view;
  const head = html`<header class="top"><span class="mark" lang="zh-CN">朱批</span><span>${t.for(person)}</span></header>`;
  const body = html`<main class="tap">${head}<article class="sheet">${contentOf(view)}</article></main>`;
  const status = view.kind === 'refused' ? 409 : 200;
  return { status, language, title: shown.subject, body };
}

/** Too many guesses from one place. */
export function slowPage(language: NoticeLanguage): TapPage {
  return plainPage(language, 429, TAP_TEXTS[language].slow, undefined);
}

function plainPage(
  language: NoticeLanguage,
  status: number,
  [title, line]: readonly [string, string],
  way: string | undefined,
): TapPage {
  const t = TAP_TEXTS[language];
  const body = html`<main class="tap"><header class="top"><span class="mark" lang="zh-CN">朱批</span></header>
<article class="sheet"><div class="head"><h1>${title}</h1><p class="says">${line}</p></div>
<a class="way" href="${way ?? '/inbox'}">${way === undefined ? t.inbox : t.open}</a></article></main>`;
  return { status, language, title, body };
}

function contentOf(view: Shown): Markup {
  const { language, shown } = view;
  const t = TAP_TEXTS[language];
  const way = html`<a class="way" href="/inbox/mine/${encodeURIComponent(shown.task)}">${t.open}</a>`;
  switch (view.kind) {
    case 'done':
      return html`<p class="stamp${view.verdict === 'reject' ? ' rejected' : ''}" aria-hidden="true" lang="zh-CN">${t.stamp[view.verdict]}</p>
<div class="head"><h1>${shown.subject}</h1><p class="says" role="status">${t.done[view.verdict]}</p></div>
<a class="way" href="/i/${encodeURIComponent(shown.instance)}">${t.open}</a>`;
    case 'refused':
      return html`${headOf(view)}<p class="says" role="alert">${t.refused} ${t.refusedBy[view.refusal.code] ?? saidOf(view.refusal.code, view.refusal.message, language)}</p>${way}`;
    case 'studio':
      return html`${headOf(view)}${fieldsOf(view)}<p class="says">${t.takesMore}</p>${way}`;
    case 'ask':
      return html`${headOf(view)}${changesOf(view)}${fieldsOf(view)}${aheadOf(view)}${formOf(view)}`;
  }
}

function headOf({ language, shown }: Shown): Markup {
  const t = TAP_TEXTS[language];
  const { flow, step, subject, asker, startedAtMs, dueAtMs, timeZone } = shown;
  const at = (ms: number) => instantText(ms, language, timeZone);
  return html`<div class="head"><p class="lead">${flow} · ${step}</p><h1>${subject}</h1>
<p class="asker">${t.asks(asker, at(startedAtMs))}</p>${dueAtMs === undefined ? undefined : html`<p class="asker">${t.due(at(dueAtMs))}</p>`}</div>`;
}

function changesOf({ language, changes }: Extract<Shown, { kind: 'ask' }>): Markup | undefined {
  if (changes.length === 0) return undefined;
  const t = TAP_TEXTS[language];
  return html`<section class="changed" role="status"><h2>${t.changed}</h2><dl>${changes.map(
    ({ title, before, now }) =>
      html`<div><dt>${title}</dt><dd><span class="unseen">${t.before} </span><del>${before}</del> → <span class="unseen">${t.now} </span><ins>${now}</ins></dd></div>`,
  )}</dl><p class="note">${t.changedNote}</p></section>`;
}

function fieldsOf({ shown }: Shown): Markup {
  return html`<dl class="fields">${shown.lines.map(
    (line) => html`<div><dt>${line.title}</dt><dd>${writtenOf(line)}</dd></div>`,
  )}</dl>`;
}

function writtenOf({ text, table, isMoney }: SheetLine): Markup {
  if (!table) return isMoney ? html`<span class="money">${text}</span>` : html`${text}`;
  return html`<div class="scroll"><table><thead><tr>${table.head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${table.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

function aheadOf({ shown }: Shown): Markup {
  const { approve, reject } = shown.ahead;
  const steps = approve.steps.map(
    ({ step, who }) => html`<li><div>${step} <span>${who}</span></div></li>`,
  );
  const list = steps.length === 0 ? undefined : html`<ol class="steps">${steps}</ol>`;
  const then = approve.outlook.map((line) => html`<p>${line}</p>`);
  const yes = html`<section><h2>${approve.title}</h2>${list}${then}</section>`;
  const no = reject && html`<section><h2>${reject.title}</h2><p>${reject.brings}</p></section>`;
  return html`${steps.length + then.length === 0 ? undefined : yes}${no}`;
}

/** A form without an address goes to the page’s own: the token is in nothing that the page holds. */
function formOf({ language, shown, verdicts }: Extract<Shown, { kind: 'ask' }>): Markup {
  const t = TAP_TEXTS[language];
  return html`<form method="post" autocomplete="off"><input type="hidden" name="seen" value="${shown.desk.seen}">
<label>${t.comment}<textarea name="comment" rows="2" maxlength="2000"></textarea></label>
<div class="acts">${verdicts.map(
    (verdict) =>
      html`<button type="submit" name="verdict" value="${verdict}" class="${verdict === 'reject' ? 'refuse' : 'decide'}">${t.act[verdict]}</button>`,
  )}</div>
<p class="note">${t.signs} <a href="/inbox/mine/${encodeURIComponent(shown.task)}">${t.more}</a></p></form>`;
}
