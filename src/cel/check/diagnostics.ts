import type { CelErrorCode } from '../errors.ts';
import { functionNames } from '../functions/standard.ts';
import { nearest } from '../nearest.ts';
import type { NodeOf, Range } from '../syntax/tree.ts';
import type { CelDiagnostic, CelEnvironment } from '../types.ts';
import { macroNames } from './macros.ts';

/** Collects what is wrong with one expression. */
export class Diagnostics {
  readonly list: CelDiagnostic[] = [];

  error(code: CelErrorCode, message: string, range: Range, advice?: string): void {
    const place = { start: range.start, end: range.end };
    this.list.push({ code, message, ...place, ...(advice === undefined ? {} : { advice }) });
  }

  add(more: readonly CelDiagnostic[]): void {
    this.list.push(...more);
  }

  /** Finds a function called almost as a call has it. */
  nearestFunction(node: NodeOf<'call'>, environment: CelEnvironment): string | undefined {
    const member = node.target !== undefined;
    const hosts = Object.entries(environment.functions ?? {})
      .filter(([, host]) => (host.member === true) === member)
      .map(([name]) => name);
    return nearest(node.name, [...functionNames(member), ...hosts, ...macroNames(member)]);
  }
}
