/** Plots of the runs as SVG that a page can show: bars with their spread, light and dark. */

import type { Run, Spread } from './results.ts';
import { distinct, spreadOf } from './results.ts';

const WIDTH = 720;
const BAR = 16;
const GAP = 6;
const LEFT = 150;
const RIGHT = 130;

const TITLES: Readonly<Record<string, string>> = {
  ours: 'Vermilion',
  naive: 'by hand, prepared',
  dbos: 'DBOS Transact',
  limit: 'the physical limit',
  'ours-http': 'Vermilion, HTTP',
  'naive-http': 'by hand, HTTP',
};

const STYLE = `
  svg { font: 12px system-ui, sans-serif; }
  text { fill: #4a4540; } .strong { fill: #1c1917; font-weight: 600; }
  .bar { fill: #b8b0a4; } .ours { fill: #c8402f; } .spread { stroke: #1c1917; stroke-width: 1.5; }
  @media (prefers-color-scheme: dark) {
    text { fill: #b5aea4; } .strong { fill: #f3efe8; }
    .bar { fill: #6b655d; } .ours { fill: #e0604e; }
    .spread { stroke: #f3efe8; }
  }`;

interface Bar {
  readonly name: string;
  readonly spread: Spread;
}

/** SVG texts by file name. */
export function plotsOf(runs: readonly Run[], machine: string): Readonly<Record<string, string>> {
  return {
    throughput: plot(
      'Commands per second, by commands in flight (longer is better)',
      machine,
      runs,
      (run) => run.commandsPerSecond,
      0,
    ),
    latency: plot(
      '99th percentile of a command in milliseconds (shorter is better)',
      machine,
      runs,
      (run) => (run.name === 'limit' ? undefined : run.p99Ms),
      1,
    ),
    processor: plot(
      'Processor time per instance, Node and PostgreSQL, in milliseconds (shorter is better)',
      machine,
      runs,
      ({ nodeMs, serverMs }) => (serverMs === undefined ? undefined : nodeMs + serverMs),
      2,
    ),
  };
}

function plot(
  title: string,
  machine: string,
  runs: readonly Run[],
  figure: (run: Run) => number | undefined,
  digits: number,
): string {
  const groups = distinct(runs.map((run) => run.inFlight)).map((inFlight) => {
    const bars = distinct(runs.map((run) => run.name)).flatMap((name): Bar[] => {
      const of = runs.filter((run) => run.name === name && run.inFlight === inFlight);
      const spread = spreadOf(of, figure);
      return spread ? [{ name, spread }] : [];
    });
    return { inFlight, bars };
  });
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ spread }) => spread.max)));
  const scale = (WIDTH - LEFT - RIGHT) / most;
  let y = 56;
  const parts: string[] = [];
  for (const { inFlight, bars } of groups) {
    parts.push(`<text class="strong" x="12" y="${y + 12}">${inFlight} in flight</text>`);
    for (const bar of bars) {
      parts.push(barOf(bar, y + 20, scale, digits));
      y += BAR + GAP;
    }
    y += 36;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${title}">
<style>${STYLE}</style>
<text class="strong" x="12" y="20">${title}</text>
<text x="12" y="38">${machine.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>
${parts.join('\n')}
</svg>
`;
}

function barOf({ name, spread }: Bar, y: number, scale: number, digits: number): string {
  const { median, min, max } = spread;
  const at = (value: number) => (LEFT + value * scale).toFixed(1);
  const middle = y + BAR / 2;
  const isOurs = name.startsWith('ours');
  return [
    `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${TITLES[name] ?? name}</text>`,
    `<rect class="${isOurs ? 'ours' : 'bar'}" x="${LEFT}" y="${y}" width="${(median * scale).toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<path class="spread" d="M${at(min)} ${middle}H${at(max)}"/>`,
    `<text x="${Number(at(max)) + 8}" y="${y + 12}">${median.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })}</text>`,
  ].join('\n');
}
