/** The state of one reading: where each part of the tree stands, and what was wrong. */

import type { JsonObject } from '../../kernel/index.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostics.ts';
import { pathText } from '../diagnostics.ts';
import { languageLimits } from '../limits.ts';
import type { Span } from '../source.ts';
import { SourceText } from '../source.ts';
import type { Node, ScalarNode } from '../yaml/nodes.ts';
import { headOf, spanWithin } from '../yaml/nodes.ts';
import type { Plain } from './shape.ts';

/** A place in the definition's tree: property names and list indexes from the root. */
export type Path = readonly (string | number)[];

/** One finding before it is given its lines. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly advice?: string | undefined;
  readonly severity?: 'error' | 'warning' | undefined;
  readonly example?: JsonObject | undefined;
}

/** Texts of files that a flow names, by the name it has for them. */
export interface Attached {
  readonly [file: string]: string;
}

/** A file that the text names, and the stretch that names it. */
export interface NamedTable {
  readonly file: string;
  readonly span: Span;
  /** What stands there once it is written out; absent where it could not be read. */
  readonly rows?: readonly unknown[];
}

/** A text of its own in the one line of offsets that all stretches count in. */
interface Section {
  readonly start: number;
  readonly source: SourceText;
  readonly file?: string;
}

export class Reader {
  readonly #source: SourceText;
  readonly #attached: Attached;
  readonly #sections: Section[];
  readonly #tables: NamedTable[] = [];
  readonly #nodes = new Map<string, Node>();
  readonly #keys = new Map<string, Span>();
  readonly #found: {
    readonly diagnostic: Diagnostic;
    readonly path: Path;
    readonly at: number;
  }[] = [];
  readonly #broken = new Set<string>();

  constructor(source: SourceText, attached: Attached = {}) {
    this.#source = source;
    this.#attached = attached;
    this.#sections = [{ start: 0, source }];
  }

  /** The files that the text names, in its order. */
  get tables(): readonly NamedTable[] {
    return this.#tables.toSorted((a, b) => a.span.start - b.span.start);
  }

  /** The text of a named file, and where its offsets begin; undefined when it is not there. */
  attach(file: string, span: Span) {
    const index = this.#tables.push({ file, span }) - 1;
    if (!Object.hasOwn(this.#attached, file)) return undefined;
    const text = this.#attached[file]!;
    const last = this.#sections.at(-1)!;
    const start = last.start + last.source.text.length + 1;
    this.#sections.push({ start, source: new SourceText(text), file });
    const keep = (rows: Plain): void => {
      this.#tables[index] = { file, span, rows: rows as readonly unknown[] };
    };
    return { text, start, keep };
  }

  /** All findings so far, in the order of the text. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#found
      .toSorted((a, b) => a.at - b.at)
      .map(({ diagnostic, path }) => {
        const step = this.#stepAround(path);
        return step === undefined ? diagnostic : { ...diagnostic, step };
      });
  }

  /** Remembers which node spells the part of the tree at `path`. */
  place(path: Path, node: Node, key?: Span): void {
    const id = pathText(path);
    // What names a file is spelt by the file.
    const elsewhere = this.#sections[1]?.start ?? Infinity;
    const isInFile = (this.#nodes.get(id)?.span.start ?? 0) >= elsewhere;
    if (!isInFile || node.span.start >= elsewhere) this.#nodes.set(id, node);
    if (key) this.#keys.set(id, key);
  }

  /** Reports a finding at a stretch of the text. */
  reportAt(span: Span, path: Path, finding: Finding): void {
    const { code, message, advice, example, severity = 'error' } = finding;
    if (severity === 'error') this.#breakAt(path);
    const listed = this.#found.length;
    if (listed > languageLimits.diagnosticsMax) return;
    if (listed === languageLimits.diagnosticsMax) {
      this.#found.push({ diagnostic: this.#tooMany(), path: [], at: Infinity });
      return;
    }
    const section = this.#sections.findLast(({ start }) => start <= span.start)!;
    const { start, source, file } = section;
    const diagnostic: Diagnostic = {
      code,
      severity,
      message,
      ...(advice === undefined ? {} : { advice }),
      ...(example === undefined ? {} : { example }),
      ...(file === undefined ? {} : { file }),
      range: source.range({ start: span.start - start, end: span.end - start }),
      path: pathText(path),
    };
    this.#found.push({ diagnostic, path, at: span.start });
  }

  /** The id of the innermost step that the path leads into. */
  #stepAround(path: Path): string | undefined {
    for (let length = path.length; length >= 2; length -= 1) {
      if (path[length - 2] !== 'steps' || typeof path[length - 1] !== 'number') continue;
      const node = this.#nodes.get(pathText([...path.slice(0, length), 'id']));
      if (node?.kind === 'scalar' && typeof node.value === 'string') return node.value;
    }
    return undefined;
  }

  #tooMany(): Diagnostic {
    const end = this.#source.text.length;
    return {
      code: 'flow.too-many',
      severity: 'error',
      message: 'There are more diagnostics; mend these first.',
      range: this.#source.range({ start: end, end }),
      path: '',
    };
  }

  /** Reports a finding about the part of the tree at `path`: its key, or the value itself. */
  report(path: Path, finding: Finding, target: 'value' | 'key' = 'value'): void {
    this.reportAt(this.spanOf(path, target), path, finding);
  }

  /** Reports a finding about characters `start` to `end` of the text at `path`. */
  reportWithin(path: Path, start: number, end: number, finding: Finding): void {
    const node = this.#nodes.get(pathText(path));
    const span = node?.kind === 'scalar' ? spanWithin(node, start, end) : this.spanOf(path);
    this.reportAt(span, path, finding);
  }

  /** The stretch that spells the part at `path`, or the nearest part around it. */
  spanOf(path: Path, target: 'value' | 'key' = 'value'): Span {
    for (let length = path.length; length >= 0; length -= 1) {
      const id = pathText(path.slice(0, length));
      const key = this.#keys.get(id);
      if (target === 'key' && key) return key;
      const node = this.#nodes.get(id);
      if (node) return node.kind === 'map' && key ? key : headOf(node);
    }
    return { start: 0, end: 0 };
  }

  /** Whether an error was found at `path` or anywhere inside it. */
  isBroken(path: Path): boolean {
    return this.#broken.has(pathText(path));
  }

  #breakAt(path: Path): void {
    for (let length = 0; length <= path.length; length += 1) {
      this.#broken.add(pathText(path.slice(0, length)));
    }
  }
}

/** Says what stands there instead of what is needed. */
export function describe(node: Node): string {
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  return describeScalar(node);
}

function describeScalar(node: ScalarNode): string {
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `"${cut(node.value)}"`;
  return `the ${typeof node.value === 'number' ? 'number' : 'truth value'} ${cut(node.raw)}`;
}

function cut(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
