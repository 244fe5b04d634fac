/** A history as a page to look at: a row a process, a bar an operation, time from left to right. */

import type { Operation } from './operation.ts';

const COLOURS = { ok: '#cfe8cf', rejected: '#f3e3b3', unknown: '#dddddd' } as const;
const WIDTH = 1_600;
const ROW = 26;

/** One HTML page without anything from outside. */
export function timeline(title: string, why: string, operations: readonly Operation[]): string {
  const known = operations.filter(({ invokedAt }) => Number.isFinite(invokedAt));
  const from = Math.min(...known.map(({ invokedAt }) => invokedAt));
  const ends = known.map(({ returnedAt, invokedAt }) =>
    Number.isFinite(returnedAt) ? returnedAt : invokedAt,
  );
  const till = Math.max(from + 1, ...ends);
  const x = (at: number): number =>
    Math.round(((Math.min(Math.max(at, from), till) - from) / (till - from)) * WIDTH);
  const processes = [...new Set(operations.map(({ process }) => process))].sort();
  const rows = processes.map((process, row) => {
    const own = operations.filter((one) => one.process === process);
    const bars = own.map((one) => bar(one, x, row)).join('\n');
    return `<text x="4" y="${row * ROW + 17}">${escaped(process)}</text>\n${bars}`;
  });
  const height = processes.length * ROW + 8;
  return `<!doctype html>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>body { font: 13px sans-serif } text { font: 11px monospace } rect { stroke: #888 }</style>
<h1>${escaped(title)}</h1>
<p>${escaped(why)}</p>
<svg width="${WIDTH + 200}" height="${height}">
${rows.join('\n')}
</svg>
<ol>
${operations.map((one) => `<li><code>${escaped(JSON.stringify(one))}</code></li>`).join('\n')}
</ol>
`;
}

function bar(one: Operation, x: (at: number) => number, row: number): string {
  const { act, invokedAt, returnedAt, result } = one;
  const left = x(invokedAt) + 100;
  const width = Math.max(6, x(returnedAt) + 100 - left);
  const y = row * ROW + 4;
  const said = result.kind === 'ok' ? result.sight.seq : result.kind === 'rejected' ? '✗' : '?';
  return `<g><title>${escaped(JSON.stringify(one))}</title>
<rect x="${left}" y="${y}" width="${width}" height="18" fill="${COLOURS[result.kind]}"/>
<text x="${left + 3}" y="${y + 13}">${act.kind} ${said}</text></g>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
