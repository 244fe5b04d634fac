import type { parse as parseGrammar } from '@bufbuild/cel';
import { celLimits } from '../limits.ts';
import type { CelDiagnostic } from '../types.ts';
import type { Parsed } from './parse.ts';
import type { Token } from './scan.ts';
import type { Literal, Macro, Node, Range } from './tree.ts';

type Expr = ReturnType<typeof parseGrammar>['expr'];
type Kind = Expr['exprKind'];
type ValueOf<C extends Kind['case']> = Extract<Kind, { case: C }>['value'] & object;
type Constant = ValueOf<'constExpr'>['constantKind'];

/**
 * Turns the grammar's standard tree into ours: with ranges, without expanded macros, and with
 * chains of `&&` and `||` flat.
 * Shape: the standard tree knows where nodes begin; the words of the source say where they end.
 */
export function restore(
  expr: Expr,
  positions: Readonly<Record<string, number>>,
  tokens: readonly Token[],
  length: number,
): Parsed {
  const restorer = new Restorer(positions, tokens, length);
  const tree = restorer.node(expr, 0);
  const diagnostics = restorer.diagnostics;
  return { tree: diagnostics.length > 0 ? undefined : tree, diagnostics };
}

const intMin = -(2n ** 63n);
const intMax = 2n ** 63n - 1n;
const uintMax = 2n ** 64n - 1n;
const nowhere: Range = { start: 0, end: 0 };

class Restorer {
  readonly diagnostics: CelDiagnostic[] = [];
  private readonly positions: Readonly<Record<string, number>>;
  private readonly tokens: readonly Token[];
  private readonly length: number;
  /** For each bracket, the index of its partner. */
  private readonly partners = new Map<number, number>();
  private readonly indexOfEnd = new Map<number, number>();
  private nodes = 0;

  constructor(
    positions: Readonly<Record<string, number>>,
    tokens: readonly Token[],
    length: number,
  ) {
    this.positions = positions;
    this.tokens = tokens;
    this.length = length;
    const open: number[] = [];
    tokens.forEach((token, index) => {
      this.indexOfEnd.set(token.end, index);
      if ('([{'.includes(token.text)) open.push(index);
      if (!')]}'.includes(token.text)) return;
      const opener = open.pop();
      if (opener === undefined) return;
      this.partners.set(opener, index);
      this.partners.set(index, opener);
    });
  }

  node(expr: Expr | undefined, depth: number): Node {
    const kind = expr?.exprKind;
    const at = expr ? this.tokenAt(this.positions[expr.id.toString()] ?? 0) : 0;
    this.nodes += 1;
    const range = this.rangeAt(at);
    if (depth > celLimits.treeDepthMax) {
      this.report('cel.nesting-too-deep', 'The expression nests too deep here.', range);
      return { kind: 'name', name: '', ...range };
    }
    if (this.nodes > celLimits.nodesMax) {
      this.report('cel.too-many-nodes', 'The expression has too many parts.', range);
      return { kind: 'name', name: '', ...range };
    }
    switch (kind?.case) {
      case 'constExpr':
        return this.literal(kind.value.constantKind, at);
      case 'identExpr':
        return this.name(kind.value.name, at);
      case 'selectExpr':
        return this.select(kind.value, at, depth);
      case 'callExpr':
        return this.call(kind.value, at, depth);
      case 'listExpr':
        return {
          kind: 'list',
          elements: kind.value.elements.map((element) => this.node(element, depth + 1)),
          ...this.bracketed(at, at),
        };
      case 'structExpr':
        return this.struct(kind.value, at, depth);
      case 'comprehensionExpr':
        return this.loop(kind.value, at, depth);
      default:
        this.report('cel.unsupported', 'This expression is not understood.', range);
        return { kind: 'name', name: '', ...range };
    }
  }

  private report(code: CelDiagnostic['code'], message: string, range: Range): void {
    if (this.diagnostics.some((other) => other.code === code && code !== 'cel.bad-literal')) return;
    this.diagnostics.push({ code, message, start: range.start, end: range.end });
  }

  /** The index of the first word that ends after an offset. */
  private tokenAt(offset: number): number {
    let low = 0;
    let high = this.tokens.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.tokens[middle]!.end > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private rangeAt(index: number): Range {
    const token = this.tokens[index];
    return token ? { start: token.start, end: token.end } : nowhere;
  }

  private bracketed(from: number, opener: number): Range {
    const closer = this.partners.get(opener);
    return {
      start: this.tokens[from]?.start ?? 0,
      end: (closer === undefined ? undefined : this.tokens[closer]?.end) ?? this.length,
    };
  }

  /** A node's range together with the grouping parentheses round it. */
  private grouped(range: Range): Range {
    let { start, end } = range;
    for (;;) {
      const first = this.tokenAt(start);
      const last = this.indexOfEnd.get(end);
      const opener = this.tokens[first - 1];
      const isCall =
        this.tokens[first - 2]?.kind === 'name' && this.tokens[first - 2]!.text !== 'in';
      if (last === undefined || opener?.text !== '(' || isCall) return { start, end };
      if (this.partners.get(first - 1) !== last + 1) return { start, end };
      start = opener.start;
      end = this.tokens[last + 1]!.end;
    }
  }

  private span(nodes: readonly Node[]): Range {
    const first = nodes[0];
    const last = nodes.at(-1);
    if (!first || !last) return nowhere;
    return { start: this.grouped(first).start, end: this.grouped(last).end };
  }

  private literal(constant: Constant, at: number): Node {
    const signed = this.tokens[at]?.text === '-';
    const range = {
      start: this.rangeAt(at).start,
      end: this.rangeAt(signed ? at + 1 : at).end,
    };
    const literal = literalOf(constant);
    if (literal === undefined) this.report('cel.unsupported', 'Unknown literal.', range);
    else if (outOfRange(literal)) {
      const what = literal.kind === 'int' ? 'an int' : 'a uint';
      const digits = String(literal.value);
      const shown = digits.length > 24 ? `${digits.slice(0, 24)}…` : digits;
      const text = `${shown} does not fit in ${what}.`;
      this.report('cel.bad-literal', text, range);
    }
    return { kind: 'literal', literal: literal ?? { kind: 'null', value: null }, ...range };
  }

  private name(name: string, at: number): Node {
    const rooted = this.tokens[at]?.text === '.';
    const end = this.rangeAt(rooted ? at + 1 : at).end;
    return { kind: 'name', name, rooted, start: this.rangeAt(at).start, end };
  }

  private select(value: ValueOf<'selectExpr'>, at: number, depth: number): Node {
    const operand = this.node(value.operand, depth + 1);
    if (value.testOnly) return this.has(value, operand, at);
    const word = this.tokens[at + 1];
    const fieldRange = this.rangeAt(at + 1);
    const field = word?.text[0] === '`' ? word.text.slice(1, -1) : value.field;
    const start = this.grouped(operand).start;
    return { kind: 'select', operand, field, fieldRange, start, end: fieldRange.end };
  }

  /** `has(a.b)` begins at its name; the field is the last word before its closing bracket. */
  private has(value: ValueOf<'selectExpr'>, operand: Node, at: number): Node {
    const range = this.bracketed(at, at + 1);
    let last = (this.indexOfEnd.get(range.end) ?? at + 2) - 1;
    while (this.tokens[last]?.text === ')') last -= 1;
    const word = this.tokens[last];
    const field = word?.text[0] === '`' ? word.text.slice(1, -1) : value.field;
    return { kind: 'has', operand, field, fieldRange: this.rangeAt(last), ...range };
  }

  private call(value: ValueOf<'callExpr'>, at: number, depth: number): Node {
    const name = value.function;
    if (name === '_&&_' || name === '_||_') return this.logic(name, value.args, depth);
    const args = value.args.map((arg) => this.node(arg, depth + 1));
    if (value.target) {
      const target = this.node(value.target, depth + 1);
      const end = this.bracketed(at, at + 2).end;
      const nameRange = this.rangeAt(at + 1);
      const start = this.grouped(target).start;
      return { kind: 'call', name, target, args, nameRange, start, end };
    }
    const [first, second, third] = args;
    if (name === '_?_:_' && first && second && third) {
      return { kind: 'choice', test: first, yes: second, no: third, ...this.span(args) };
    }
    const nameRange = this.rangeAt(at);
    const call = { kind: 'call', name, target: undefined, args, nameRange } as const;
    if (name === '_[_]' && first) {
      const start = this.grouped(first).start;
      return { ...call, start, end: this.bracketed(at, at).end };
    }
    if ((name === '-_' || name === '!_') && first) {
      return { ...call, start: nameRange.start, end: this.grouped(first).end };
    }
    if (/^(?:@in|_.*_)$/.test(name)) return { ...call, ...this.span(args) };
    const opener = this.tokens[at]?.text === '.' ? at + 2 : at + 1;
    return { ...call, ...this.bracketed(at, opener) };
  }

  private logic(name: '_&&_' | '_||_', args: readonly Expr[], depth: number): Node {
    const terms: Node[] = [];
    const flatten = (expr: Expr) => {
      const inner = expr.exprKind;
      if (inner.case === 'callExpr' && inner.value.function === name) {
        inner.value.args.forEach(flatten);
      } else {
        terms.push(this.node(expr, depth + 1));
      }
    };
    args.forEach(flatten);
    const operator = name === '_&&_' ? '&&' : '||';
    return { kind: 'logic', operator, terms, ...this.span(terms) };
  }

  private struct(value: ValueOf<'structExpr'>, at: number, depth: number): Node {
    if (value.messageName !== '') {
      let opener = at;
      while (opener < this.tokens.length && this.tokens[opener]!.text !== '{') opener += 1;
      const range = this.bracketed(at, opener);
      return { kind: 'message', name: value.messageName, ...range };
    }
    const entries = value.entries.flatMap((entry) =>
      entry.keyKind.case === 'mapKey'
        ? [
            {
              key: this.node(entry.keyKind.value, depth + 1),
              value: this.node(entry.value, depth + 1),
            },
          ]
        : [],
    );
    return { kind: 'map', entries, ...this.bracketed(at, at) };
  }

  private loop(value: ValueOf<'comprehensionExpr'>, at: number, depth: number): Node {
    const over = this.node(value.iterRange, depth + 1);
    const word = this.tokens[at + 1];
    const macro = (word?.text === 'existsOne' ? 'exists_one' : word?.text) as Macro;
    const step = argsOf(value.loopStep);
    const part = (expr: Expr | undefined) => expr && this.node(expr, depth + 1);
    const range = {
      start: this.grouped(over).start,
      end: this.bracketed(at, at + 2).end,
    };
    const loop = { kind: 'loop', macro, over, variable: value.iterVar, ...range } as const;
    if (macro === 'all' || macro === 'exists') {
      return { ...loop, test: part(step[1]), step: undefined };
    }
    if (macro === 'map') {
      const filtered = step.length === 3;
      const appended = argsOf(filtered ? step[1] : value.loopStep)[1]?.exprKind;
      const element = appended?.case === 'listExpr' ? appended.value.elements[0] : undefined;
      return { ...loop, test: filtered ? part(step[0]) : undefined, step: part(element) };
    }
    return { ...loop, test: part(step[0]), step: undefined };
  }
}

function argsOf(expr: Expr | undefined): readonly Expr[] {
  return expr?.exprKind.case === 'callExpr' ? expr.exprKind.value.args : [];
}

function literalOf(constant: Constant): Literal | undefined {
  switch (constant.case) {
    case 'boolValue':
      return { kind: 'bool', value: constant.value };
    case 'int64Value':
      return { kind: 'int', value: constant.value };
    case 'uint64Value':
      return { kind: 'uint', value: constant.value };
    case 'doubleValue':
      return { kind: 'double', value: constant.value };
    case 'stringValue':
      return { kind: 'string', value: constant.value };
    case 'bytesValue':
      return { kind: 'bytes', value: constant.value };
    case 'nullValue':
      return { kind: 'null', value: null };
    default:
      return undefined;
  }
}

function outOfRange(literal: Literal): boolean {
  if (literal.kind === 'int') return literal.value < intMin || literal.value > intMax;
  return literal.kind === 'uint' && literal.value > uintMax;
}
