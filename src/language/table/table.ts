/** A table in a file of its own as the nodes that its rows would be in the flow. */

import type { Finding } from '../shape/reader.ts';
import type { Span } from '../source.ts';
import { composeYaml } from '../yaml/compose.ts';
import type { ListNode, MapEntry, MapNode, Node, ScalarNode } from '../yaml/nodes.ts';
import { relocated } from '../yaml/nodes.ts';
import type { CsvCell } from './csv.ts';
import { readCsv } from './csv.ts';

/** Takes a finding about a stretch of the table's text. */
export type ReportTable = (span: Span, finding: Finding) => void;

/** Columns that are no inputs of the matrix. */
const ASK = 'ask';
const IF = 'if';

/** The rows of a table, as YAML or CSV by the file's name; undefined when it cannot be read. */
export function readTable(name: string, text: string, report: ReportTable): Node | undefined {
  if (/\.ya?ml$/i.test(name)) {
    return composeYaml(text, (code, span, message, advice) => {
      report(span, { code, message, advice });
    });
  }
  if (/\.csv$/i.test(name)) return csvRows(text, report);
  report({ start: 0, end: 1 }, { code: 'table.format', message: `"${name}" is no table.` });
  return undefined;
}

function csvRows(text: string, report: ReportTable): ListNode | undefined {
  const { records, broken } = readCsv(text);
  if (broken) {
    const message = 'A quote begins or ends here that has no other.';
    const advice = 'Put the whole cell in quotes, and write a quote within it twice.';
    report(broken, { code: 'table.quote', message, advice });
    return undefined;
  }
  const [header = [], ...rows] = records;
  const span = { start: header[0]?.span.start ?? 0, end: header.at(-1)?.span.end ?? 1 };
  if (!header.some((cell) => cell.text.trim() === ASK)) {
    const message = 'The table has no column "ask".';
    const advice = 'Its first line names the inputs of the matrix, and "ask" for who is asked.';
    report(span, { code: 'table.no-ask', message, advice });
    return undefined;
  }
  const items = rows.map((cells) => csvRow(header, cells, report));
  return { kind: 'list', items, span };
}

function csvRow(
  header: readonly CsvCell[],
  cells: readonly CsvCell[],
  report: ReportTable,
): MapNode {
  const span = { start: cells[0]!.span.start, end: cells.at(-1)!.span.end };
  if (cells.length !== header.length) {
    const message = `The row has ${cells.length} cells, and the first line ${header.length}.`;
    report(span, { code: 'table.ragged', message });
  }
  const when = new Map<string, MapEntry>();
  const entries = new Map<string, MapEntry>();
  const kept = (key: string, keySpan: Span, value: Node): MapEntry => ({ key, keySpan, value });
  entries.set('when', kept('when', span, { kind: 'map', entries: when, span }));
  for (const [index, column] of header.entries()) {
    const cell = cells[index];
    const name = column.text.trim();
    if (!cell || cell.text.trim() === '') continue;
    if (name === ASK) entries.set(ASK, kept(ASK, span, peopleIn(cell, report)));
    else if (name === IF) entries.set(IF, kept(IF, span, scalar(cell, cell.text.trim())));
    else when.set(name, kept(name, column.span, scalar(cell, conditionOf(cell.text.trim()))));
  }
  return { kind: 'map', entries, span };
}

/** Who is asked, written as in a flow: `role: finance`, or a list in brackets. */
function peopleIn(cell: CsvCell, report: ReportTable): Node {
  const placed = (span: Span): Span =>
    cell.isExact
      ? { start: cell.span.start + span.start, end: cell.span.start + span.end }
      : cell.span;
  const node = composeYaml(cell.text, (code, span, message, advice) => {
    report(placed(span), { code, message, advice });
  });
  return node ? relocated(node, placed) : scalar(cell, null);
}

/** A cell whose text is as it stands there, or another that was made of it. */
function scalar({ text, span, isExact }: CsvCell, value: string | null): ScalarNode {
  const style = isExact && value === text ? 'plain' : 'block';
  return { kind: 'scalar', value, style, span, raw: text };
}

const WORDS = /^[\p{L}_][\p{L}\p{N}_ -]*$/u;
const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/** Words without quotes are texts, and `a | b` is one of them; anything else is as in a flow. */
function conditionOf(text: string): string {
  const [, not, rest = ''] = /^(not )?(.*)$/s.exec(text) ?? [];
  const words = rest.split('|').map((word) => word.trim());
  const isText = words.every((word) => WORDS.test(word) && !LITERALS.has(word));
  if (!isText || /^in\b/.test(rest)) return text;
  if (words.length === 1) return `${not ? '!= ' : ''}${JSON.stringify(rest.trim())}`;
  return `${not ?? ''}in ${JSON.stringify(words)}`;
}
