/** A letter as HTML that mail clients show alike: tables, styles in place, dark where they ask for it. */

import type { DraftedItem, DraftedLetter } from './letter.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';
import { LETTER_TEXTS } from './texts.ts';

const SANS =
  "font-family:'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei UI','Noto Sans CJK SC'," +
  "'Helvetica Neue',Arial,sans-serif";
const SERIF = "font-family:'Source Serif 4',Georgia,'Songti SC','Noto Serif CJK SC',SimSun,serif";

/** Clients that take no notice of these show the light letter. */
const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .paper { background: #14100c !important; }
  .sheet { background: #1d1814 !important; border-color: #38322d !important; }
  .ink { color: #ebe7e0 !important; }
  .ink-3 { color: #a19a92 !important; }
  .line { border-color: #38322d !important; }
  .decide { background: #f37253 !important; color: #14100c !important; }
}
@media (max-width: 480px) {
  .pad { padding-left: 20px !important; padding-right: 20px !important; }
  .name { width: 92px !important; }
}`;

export function letterHtml(letter: DraftedLetter): string {
  const { language, title, line, items, more, wishesUrl } = letter;
  const texts = LETTER_TEXTS[language];
  const isDigest = items.length > 1 || more !== undefined;
  const [first] = items;
  const body = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:#f6f3ee;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden">${line}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="paper" style="background:#f6f3ee">
<tr><td align="center" style="padding:28px 12px 40px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px">
<tr><td class="ink" style="${raw(SERIF)};font-size:17px;font-weight:600;color:#241e1a;padding:0 4px 12px" lang="zh-CN">朱批</td></tr>
<tr><td class="sheet" style="background:#fcfaf6;border:1px solid #ddd8d0;border-radius:3px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0">
<tr><td class="pad" style="padding:32px 36px 4px">
${isDigest ? undefined : html`<p class="ink-3" style="${raw(SANS)};font-size:13px;line-height:20px;color:#69625b;margin:0 0 6px">${first?.lead}</p>`}
<h1 class="ink" style="${raw(SERIF)};font-size:22px;line-height:30px;font-weight:600;color:#241e1a;margin:0 0 8px">${title}</h1>
<p class="ink" style="${raw(SANS)};font-size:15px;line-height:24px;color:#241e1a;margin:0 0 20px">${line}</p>
</td></tr>
${items.map((item) => (isDigest ? digestItem(item) : wholeItem(item, letter)))}
${more === undefined ? undefined : html`<tr><td class="pad ink-3" style="${raw(SANS)};font-size:14px;color:#69625b;padding:0 36px 24px">${more}</td></tr>`}
</table>
</td></tr>
<tr><td style="padding:16px 4px 0;${raw(SANS)};font-size:12px;line-height:18px" class="ink-3">
<a href="${wishesUrl}" class="ink-3" style="color:#69625b">${texts.wishes}</a>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>`;
  return body.text;
}

function wholeItem(item: DraftedItem, { language }: DraftedLetter): Markup {
  const texts = LETTER_TEXTS[language];
  const { facts, fields, ahead, tap, url } = item;
  return html`<tr><td class="pad" style="padding:0 36px">
${rows(facts, 'quiet')}
${rows(
  fields.map(({ title, text }) => [title, text] as const),
  'loud',
)}
${ahead.map(
  (
    part,
  ) => html`<p class="ink-3" style="${raw(SANS)};font-size:13px;line-height:20px;color:#69625b;margin:16px 0 4px">${part.title}</p>
${part.lines.map((each) => html`<p class="ink" style="${raw(SANS)};font-size:14px;line-height:22px;color:#4d4640;margin:0">${each}</p>`)}`,
)}
</td></tr>
<tr><td class="pad" style="padding:24px 36px 32px">
${
  tap
    ? html`<a href="${tap.url}" class="decide" style="${raw(SANS)};display:inline-block;background:#c63112;color:#ffffff;text-decoration:none;font-size:16px;line-height:24px;font-weight:600;padding:11px 24px;border-radius:2px">${texts.decide}</a>
<p class="ink-3" style="${raw(SANS)};font-size:12px;line-height:18px;color:#69625b;margin:12px 0 0">${tap.note}</p>
<p style="${raw(SANS)};font-size:14px;line-height:22px;margin:12px 0 0"><a href="${url}" class="ink" style="color:#241e1a">${texts.open}</a></p>`
    : html`<a href="${url}" class="ink line" style="${raw(SANS)};display:inline-block;border:1px solid #867f77;color:#241e1a;text-decoration:none;font-size:15px;line-height:22px;padding:9px 20px;border-radius:2px">${texts.open}</a>`
}
</td></tr>`;
}

function rows(pairs: readonly (readonly [string, string])[], weight: 'quiet' | 'loud'): Markup {
  if (pairs.length === 0) return html``;
  const [size, edge] = weight === 'loud' ? ['15px', '1px solid #ddd8d0'] : ['14px', '0'];
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="line" style="border-top:${edge};margin:0 0 12px">
${pairs.map(
  ([name, value]) => html`<tr>
<td class="ink-3 name" width="116" valign="top" style="${raw(SANS)};font-size:13px;line-height:22px;color:#69625b;padding:5px 12px 5px 0">${name}</td>
<td class="ink" valign="top" style="${raw(SANS)};font-size:${size};line-height:22px;color:#241e1a;padding:5px 0;white-space:pre-line;word-break:break-word">${value}</td>
</tr>`,
)}
</table>`;
}

function digestItem({ lead, subject, says, url }: DraftedItem): Markup {
  return html`<tr><td class="pad" style="padding:0 36px 18px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="line" style="border-top:1px solid #ddd8d0"><tr><td style="padding:14px 0 0">
<p class="ink-3" style="${raw(SANS)};font-size:12px;line-height:18px;color:#69625b;margin:0">${lead}</p>
<p style="${raw(SANS)};font-size:15px;line-height:23px;margin:0"><a href="${url}" class="ink" style="color:#241e1a">${subject}</a></p>
<p class="ink-3" style="${raw(SANS)};font-size:13px;line-height:20px;color:#69625b;margin:0">${says}</p>
</td></tr></table>
</td></tr>`;
}

/** A constant of this file; nothing from elsewhere goes this way. */
function raw(text: string): Markup {
  return html([text] as unknown as TemplateStringsArray);
}
