import { accepts } from '../functions/overload.ts';
import { compileRegex } from '../functions/regex.ts';
import { overloadsOf } from '../functions/standard.ts';
import { celLimits } from '../limits.ts';
import { nearest } from '../nearest.ts';
import type { Node, NodeOf } from '../syntax/tree.ts';
import { assignable, formatType, join, nothing } from '../type-relations.ts';
import type { CelDiagnostic, CelEnvironment, CelType } from '../types.ts';
import { fitsDecimal } from '../values/decimal.ts';
import { adviceForCall, callText } from './advice.ts';
import { Diagnostics } from './diagnostics.ts';
import { comparisonWarnings } from './doubts.ts';
import { type Facts, makeFacts } from './facts.ts';
import { isMacroName, misusedMacro } from './macros.ts';
import { type Local, pathOf, resolveName, type Scope } from './names.ts';

/** What checking gives: what is known of every node, and what is wrong. */
export interface Checked {
  readonly type: CelType;
  readonly facts: Facts;
  readonly diagnostics: readonly CelDiagnostic[];
}

const dyn: CelType = { kind: 'dyn' };
const bool: CelType = { kind: 'bool' };

/**
 * Gives every node of a tree its type, and reports every mistake.
 * Rules: a mistake makes its node `dyn`, so that one mistake is reported once.
 */
export function check(tree: Node, environment: CelEnvironment, container = ''): Checked {
  const checker = new Checker(environment, container);
  const type = checker.visit(tree, undefined);
  const diagnostics = checker.diagnostics.list.slice(0, celLimits.diagnosticsMax);
  return { type, facts: checker.facts, diagnostics };
}

class Checker {
  readonly facts = makeFacts();
  readonly diagnostics = new Diagnostics();
  private readonly scope: Scope;
  private slots = 0;

  constructor(environment: CelEnvironment, container: string) {
    this.scope = { environment, container };
  }

  visit(node: Node, local: Local | undefined): CelType {
    const type = this.typeOf(node, local);
    this.facts.types.set(node, type);
    return type;
  }

  private typeOf(node: Node, local: Local | undefined): CelType {
    switch (node.kind) {
      case 'literal':
        return this.literal(node);
      case 'name':
        return this.resolved(node, local) ?? this.unknownName(node, local);
      case 'select':
        return this.resolved(node, local) ?? this.select(node, local);
      case 'has':
        this.select(node, local);
        return bool;
      case 'logic':
        for (const term of node.terms) this.wantBool(term, local, `\`${node.operator}\``);
        return bool;
      case 'choice':
        return this.choice(node, local);
      case 'list':
        return { kind: 'list', element: this.joined(node.elements, local) };
      case 'map':
        return this.map(node, local);
      case 'message':
        this.diagnostics.error('cel.unsupported', 'Messages cannot be made here.', node, undefined);
        return dyn;
      case 'loop':
        return this.loop(node, local);
      case 'call':
        return this.call(node, local);
    }
  }

  private resolved(node: NodeOf<'name' | 'select'>, local: Local | undefined): CelType | undefined {
    const found = resolveName(node, local, this.scope);
    if (!found) return undefined;
    this.facts.names.set(node, found);
    return found.kind === 'type' ? { kind: 'type' } : found.type;
  }

  private literal(node: NodeOf<'literal'>): CelType {
    const { kind, value } = node.literal;
    const isCounted = kind === 'int' || kind === 'double';
    if (!isCounted || !this.scope.environment.countsInDecimals) return { kind };
    if (!fitsDecimal(value)) {
      this.diagnostics.error('cel.bad-literal', 'The number does not fit in a decimal.', node);
      return dyn;
    }
    return { kind: 'decimal' };
  }

  private unknownName(node: NodeOf<'name'>, local: Local | undefined): CelType {
    const known = Object.keys(this.scope.environment.variables);
    for (let at = local; at; at = at.outer) known.push(at.name);
    const near = nearest(node.name, known);
    const advice = near ? `Did you mean \`${near}\`?` : undefined;
    this.diagnostics.error('cel.unknown-variable', `\`${node.name}\` is not known.`, node, advice);
    return dyn;
  }

  private select(node: NodeOf<'select' | 'has'>, local: Local | undefined): CelType {
    const operand = this.visit(node.operand, local);
    if (operand.kind === 'dyn') return dyn;
    if (operand.kind === 'record') return this.field(node, node.field, node.fieldRange, operand);
    if (operand.kind === 'map' && accepts('string', operand.key)) return operand.value;
    const message = `A value of type ${formatType(operand)} has no fields.`;
    this.diagnostics.error('cel.no-such-overload', message, node.fieldRange);
    return dyn;
  }

  private field(
    node: Node,
    name: string,
    range: { readonly start: number; readonly end: number },
    record: Extract<CelType, { kind: 'record' }>,
  ): CelType {
    if (Object.hasOwn(record.fields, name)) return record.fields[name]!.type;
    const near = nearest(name, Object.keys(record.fields));
    const whole = node.kind === 'select' || node.kind === 'has' ? pathOf(node.operand) : undefined;
    const owner = whole ? `\`${whole.join('.')}\`` : formatType(record);
    const message = `${owner} has no field \`${name}\`.`;
    const advice = near ? `Did you mean \`${near}\`?` : undefined;
    this.diagnostics.error('cel.unknown-field', message, range, advice);
    return dyn;
  }

  private wantBool(node: Node, local: Local | undefined, where: string): void {
    const type = this.visit(node, local);
    if (type.kind === 'bool' || type.kind === 'dyn') return;
    const message = `${where} takes a bool, and this is of type ${formatType(type)}.`;
    this.diagnostics.error('cel.no-such-overload', message, node);
  }

  private choice(node: NodeOf<'choice'>, local: Local | undefined): CelType {
    this.wantBool(node.test, local, '`?`');
    const yes = this.visit(node.yes, local);
    const no = this.visit(node.no, local);
    const type = join(yes, no);
    if (type) return type;
    const message = `The branches are of types ${formatType(yes)} and ${formatType(no)}.`;
    const advice = 'Give both one type, or wrap one in `dyn(...)`.';
    this.diagnostics.error('cel.no-such-overload', message, node, advice);
    return dyn;
  }

  private joined(nodes: readonly Node[], local: Local | undefined): CelType {
    const types = nodes.map((node) => this.visit(node, local));
    const first = types[0];
    if (!first) return nothing;
    return types.reduce<CelType>((left, right) => join(left, right) ?? dyn, first);
  }

  private map(node: NodeOf<'map'>, local: Local | undefined): CelType {
    const keys = node.entries.map(({ key }) => key);
    const key = this.joined(keys, local);
    const value = this.joined(
      node.entries.map((entry) => entry.value),
      local,
    );
    for (const one of keys) {
      const type = this.facts.types.get(one) ?? dyn;
      if (!['bool', 'int', 'uint', 'string', 'dyn'].includes(type.kind)) {
        const message = `A map key cannot be of type ${formatType(type)}.`;
        this.diagnostics.error('cel.bad-key', message, one);
      }
    }
    return { kind: 'map', key, value };
  }

  private loop(node: NodeOf<'loop'>, local: Local | undefined): CelType {
    const over = this.visit(node.over, local);
    const type = this.iterated(node, over);
    const inner: Local = { name: node.variable, type, slot: this.slots, outer: local };
    this.slots += 1;
    this.facts.slots.set(node, inner.slot);
    this.facts.slotCount = Math.max(this.facts.slotCount, this.slots);
    if (node.test) this.wantBool(node.test, inner, `\`${node.macro}\``);
    const step = node.step ? this.visit(node.step, inner) : type;
    return node.macro === 'map' || node.macro === 'filter' ? { kind: 'list', element: step } : bool;
  }

  private iterated(node: NodeOf<'loop'>, over: CelType): CelType {
    if (over.kind === 'list') return over.element;
    if (over.kind === 'map') return over.key;
    if (over.kind === 'record') return { kind: 'string' };
    if (over.kind === 'dyn') return dyn;
    const message = `\`${node.macro}\` walks over a list or a map, not over ${formatType(over)}.`;
    this.diagnostics.error('cel.no-such-overload', message, node.over);
    return dyn;
  }

  private call(node: NodeOf<'call'>, local: Local | undefined): CelType {
    const misuse = misusedMacro(node);
    if (misuse) {
      if (node.target) this.visit(node.target, local);
      this.diagnostics.error('cel.bad-macro', misuse, node);
      return dyn;
    }
    const meant = this.misspeltMacro(node);
    if (meant !== undefined) {
      if (node.target) this.visit(node.target, local);
      const message = `No function is called \`${node.name}\`.`;
      const advice = `Did you mean \`${meant}\`?`;
      this.diagnostics.error('cel.unknown-function', message, node.nameRange, advice);
      return dyn;
    }
    const parts = node.target ? [node.target, ...node.args] : node.args;
    const types = parts.map((part) => this.visit(part, local));
    const host = this.hostCall(node, types);
    if (host) return host;
    const [first, index] = types;
    if (node.name === '_[_]' && first?.kind === 'record' && index?.kind === 'string') {
      return this.recordIndex(node, first);
    }
    const all = overloadsOf(node.name, node.target !== undefined);
    if (all.length === 0) return this.unknownFunction(node);
    const fitting = all.filter(
      ({ parameters, admits }) =>
        parameters.length === types.length &&
        parameters.every((kind, position) => accepts(kind, types[position]!)) &&
        (admits?.(types) ?? true),
    );
    this.facts.overloads.set(node, fitting);
    if (fitting.length === 0) {
      const message = `${callText(node, types)} is not possible.`;
      this.diagnostics.error(
        'cel.no-such-overload',
        message,
        node,
        adviceForCall(node, types, all),
      );
      return dyn;
    }
    this.diagnostics.add(comparisonWarnings(node, parts, types));
    this.regex(node, parts.at(-1));
    const results = fitting.map(({ resultOf }) => resultOf(types));
    return results.reduce<CelType>((left, right) => join(left, right) ?? dyn, results[0]!);
  }

  /** A misspelt macro's arguments are not checked: its variable is not one yet. */
  private misspeltMacro(node: NodeOf<'call'>): string | undefined {
    const { functions } = this.scope.environment;
    if (functions && Object.hasOwn(functions, node.name)) return undefined;
    const member = node.target !== undefined;
    if (overloadsOf(node.name, member).length > 0 || !/^[a-z]/i.test(node.name)) return undefined;
    const near = this.diagnostics.nearestFunction(node, this.scope.environment);
    return near !== undefined && isMacroName(near) ? near : undefined;
  }

  private regex(node: NodeOf<'call'>, pattern: Node | undefined): void {
    if (node.name !== 'matches' || pattern?.kind !== 'literal') return;
    if (pattern.literal.kind !== 'string') return;
    const compiled = compileRegex(pattern.literal.value);
    if (typeof compiled === 'string') this.diagnostics.error('cel.bad-regex', compiled, pattern);
  }

  private recordIndex(node: NodeOf<'call'>, record: Extract<CelType, { kind: 'record' }>): CelType {
    const key = node.args[1];
    this.facts.overloads.set(node, overloadsOf('_[_]', false));
    if (key?.kind !== 'literal' || key.literal.kind !== 'string') return dyn;
    return this.field(node, key.literal.value, key, record);
  }

  private hostCall(node: NodeOf<'call'>, types: readonly CelType[]): CelType | undefined {
    const functions = this.scope.environment.functions;
    if (!functions || !Object.hasOwn(functions, node.name)) return undefined;
    const host = functions[node.name]!;
    if ((host.member === true) !== (node.target !== undefined)) return undefined;
    const fits =
      host.parameters.length === types.length &&
      host.parameters.every((wanted, position) => assignable(types[position]!, wanted));
    if (!fits) {
      const wanted = host.parameters.map(formatType).join(', ');
      const message = `${callText(node, types)} is not possible.`;
      this.diagnostics.error('cel.no-such-overload', message, node, `It takes (${wanted}).`);
      return host.result;
    }
    this.facts.hosts.set(node, host);
    return host.result;
  }

  private unknownFunction(node: NodeOf<'call'>): CelType {
    const other = overloadsOf(node.name, node.target === undefined);
    let advice: string | undefined;
    if (other.length > 0) {
      advice = node.target
        ? `Write \`${node.name}(...)\` before the value.`
        : `Write it after a value: \`value.${node.name}(...)\`.`;
    } else {
      const near = this.diagnostics.nearestFunction(node, this.scope.environment);
      if (near) advice = `Did you mean \`${near}\`?`;
    }
    const message = `No function is called \`${node.name}\`.`;
    this.diagnostics.error('cel.unknown-function', message, node.nameRange, advice);
    return dyn;
  }
}
