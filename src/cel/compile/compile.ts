import type { Facts } from '../check/facts.ts';
import { fault } from '../errors.ts';
import type { Literal, Node, NodeOf } from '../syntax/tree.ts';
import type { CelType } from '../types.ts';
import { lifterOf } from '../values/data.ts';
import { decimalOf } from '../values/decimal.ts';
import { toInt } from '../values/numbers.ts';
import { CelMap, CelTypeValue, CelUint } from '../values/values.ts';
import { callCode, hostCode } from './call.ts';
import {
  boolRun,
  type Code,
  constantCode,
  costAs,
  costOf,
  dynamicRun,
  type Run,
  runAs,
} from './code.ts';
import { fastCode } from './fast.ts';
import { joinTests } from './logic.ts';
import { loopRun } from './loop.ts';
import { readField, readLocal, readVariable, testField } from './read.ts';

/** A compiled tree. */
export interface Compiled {
  readonly code: Code;
  /** What entering the expression costs: one for each node outside of loops. */
  readonly entryCost: number;
  readonly slotCount: number;
}

const dyn: CelType = { kind: 'dyn' };

/**
 * Turns a checked tree into closures chosen by the types of its nodes.
 * Rules: the nodes of a body are charged when it is entered, once for the whole expression and
 * once for each turn of a loop, so that the closures themselves count nothing.
 */
export function compileTree(tree: Node, facts: Facts): Compiled {
  const compiler = new Compiler(facts);
  const code = compiler.compile(tree);
  return { code, entryCost: compiler.nodes, slotCount: facts.slotCount };
}

class Compiler {
  nodes = 0;
  private readonly facts: Facts;

  constructor(facts: Facts) {
    this.facts = facts;
  }

  compile(node: Node): Code {
    this.nodes += 1;
    switch (node.kind) {
      case 'literal':
        return constantCode(this.typeOf(node), literalValue(node.literal, this.typeOf(node)));
      case 'name':
        return this.named(node) ?? failing(`\`${node.name}\` is not known.`);
      case 'select':
        return this.named(node) ?? this.select(node);
      case 'has':
        return this.has(node);
      case 'logic':
        return this.logic(node);
      case 'choice':
        return this.choice(node);
      case 'list':
        return this.list(node);
      case 'map':
        return this.map(node);
      case 'loop':
        return this.loop(node);
      case 'call':
        return this.call(node);
      case 'message':
        return failing('Messages cannot be made here.');
    }
  }

  private typeOf(node: Node): CelType {
    return this.facts.types.get(node) ?? dyn;
  }

  private named(node: NodeOf<'name' | 'select'>): Code | undefined {
    const meaning = this.facts.names.get(node);
    switch (meaning?.kind) {
      case 'type':
        return constantCode({ kind: 'type' }, new CelTypeValue(meaning.name));
      case 'local':
        return { type: meaning.type, run: readLocal(meaning.slot), costMax: 1 };
      case 'variable': {
        const run = readVariable(meaning.name, meaning.type);
        return { type: meaning.type, run, costMax: 1 };
      }
      default:
        return undefined;
    }
  }

  private select(node: NodeOf<'select'>): Code {
    const operand = this.compile(node.operand);
    const type = this.typeOf(node);
    return { type, run: readField(operand, node.field, type), costMax: costOf([operand]) };
  }

  private has(node: NodeOf<'has'>): Code {
    const operand = this.compile(node.operand);
    const field =
      operand.type.kind === 'record' ? operand.type.fields[node.field]?.type : undefined;
    const run = testField(operand, node.field, field ?? dyn);
    return { type: { kind: 'bool' }, run, costMax: costOf([operand]) };
  }

  private logic(node: NodeOf<'logic'>): Code {
    const terms = node.terms.map((term) => this.compile(term));
    const run = joinTests(terms.map(boolRun), node.operator === '||');
    return { type: { kind: 'bool' }, run, costMax: costOf(terms) };
  }

  private choice(node: NodeOf<'choice'>): Code {
    const type = this.typeOf(node);
    const test = this.compile(node.test);
    const yes = this.compile(node.yes);
    const no = this.compile(node.no);
    const [holds, first, second] = [boolRun(test), runAs(yes, type), runAs(no, type)];
    const run: Run = (frame) => (holds(frame) ? first(frame) : second(frame));
    const costMax = costOf([test]) + costAs(yes, type) + costAs(no, type);
    return { type, run, costMax };
  }

  private list(node: NodeOf<'list'>): Code {
    const type = this.typeOf(node);
    const element = type.kind === 'list' ? type.element : dyn;
    const codes = node.elements.map((one) => this.compile(one));
    const costMax = codes.reduce((sum, code) => sum + costAs(code, element), 1);
    const runs = codes.map((code) => runAs(code, element));
    const run: Run = (frame) => runs.map((one) => one(frame));
    if (codes.every((code) => code.constant !== undefined) && element.kind === 'string') {
      const constant = codes.map((code) => code.constant);
      return { type, run: () => constant, costMax, constant };
    }
    return { type, run, costMax };
  }

  private map(node: NodeOf<'map'>): Code {
    const type = this.typeOf(node);
    const valueType = type.kind === 'map' ? type.value : dyn;
    let costMax = 1;
    const entries = node.entries.map((entry) => {
      const key = this.compile(entry.key);
      const value = this.compile(entry.value);
      costMax += costAs(key, dyn) + costAs(value, valueType);
      return { key: dynamicRun(key), value: runAs(value, valueType) };
    });
    const run: Run = (frame) => {
      const map = new CelMap();
      for (const { key, value } of entries) map.set(key(frame), value(frame));
      return map;
    };
    return { type, run, costMax };
  }

  private loop(node: NodeOf<'loop'>): Code {
    const over = this.compile(node.over);
    const outside = this.nodes;
    this.nodes = 0;
    const test = node.test && this.compile(node.test);
    const step = node.step && this.compile(node.step);
    const turnCost = 1 + this.nodes;
    this.nodes = outside;
    const slot = this.facts.slots.get(node) ?? 0;
    const run = loopRun({
      macro: node.macro,
      over,
      slot,
      test: test && boolRun(test),
      step: step?.run,
      turnCost,
    });
    const turns = node.over.kind === 'list' ? node.over.elements.length : Number.POSITIVE_INFINITY;
    const body = costOf([test, step].filter((part) => part !== undefined));
    const costMax = costOf([over]) + (turns === 0 ? 0 : turns * body);
    return { type: this.typeOf(node), run, costMax };
  }

  private call(node: NodeOf<'call'>): Code {
    const parts = node.target ? [node.target, ...node.args] : node.args;
    const args = parts.map((part) => this.compile(part));
    const host = this.facts.hosts.get(node);
    if (host) return hostCode(node.name, host, args);
    const type = this.typeOf(node);
    const record = this.recordEntry(node, args, type);
    if (record) return record;
    const overloads = this.facts.overloads.get(node) ?? [];
    if (overloads.length === 0)
      return failing(`\`${node.name}\` does not take these values.`, args);
    return fastCode(node.name, args, type) ?? callCode(node.name, overloads, args, type);
  }

  /** `form["amount"]` reads a field like `form.amount`, and in a computed field any of them. */
  private recordEntry(
    node: NodeOf<'call'>,
    args: readonly Code[],
    type: CelType,
  ): Code | undefined {
    const [record, key] = args;
    if (node.name !== '_[_]' || record?.type.kind !== 'record' || !key) return undefined;
    if (typeof key.constant !== 'string') return undefined;
    return { type, run: readField(record, key.constant, type), costMax: costOf(args) };
  }
}

/** An unchecked expression may hold a node that can only fail; its parts never run. */
function failing(message: string, args: readonly Code[] = []): Code {
  const runs = args.map(({ run }) => run);
  const run: Run = (frame) => {
    for (const one of runs) one(frame);
    return fault('cel.no-such-overload', message);
  };
  return { type: dyn, run, costMax: costOf(args) };
}

function literalValue(literal: Literal, type: CelType): unknown {
  if (type.kind === 'decimal') return decimalOf(literal.value);
  switch (literal.kind) {
    case 'int':
      return toInt(literal.value);
    case 'uint':
      return new CelUint(literal.value);
    default:
      return literal.value;
  }
}

/** Gives the value of a whole expression in the dynamic form. */
export function dynamicResult(compiled: Compiled): Run {
  const lift = lifterOf(compiled.code.type);
  return (frame) => lift(compiled.code.run(frame), frame);
}
