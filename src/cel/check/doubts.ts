import { nearest } from '../nearest.ts';
import type { Node, NodeOf } from '../syntax/tree.ts';
import { formatType } from '../type-relations.ts';
import type { CelDiagnostic, CelType } from '../types.ts';

/** Warns of comparisons that are possible and can hardly be meant. */
export function comparisonWarnings(
  node: NodeOf<'call'>,
  parts: readonly Node[],
  types: readonly CelType[],
): readonly CelDiagnostic[] {
  const [left, right] = types;
  const [leftPart, rightPart] = parts;
  if (!left || !right || !leftPart || !rightPart) return [];
  if (node.name === '_==_' || node.name === '_!=_') {
    if (!canMeet(left, right)) return [neverMeet(node, left, right, node.name === '_!=_')];
    return [...unlikely(leftPart, right), ...unlikely(rightPart, left)];
  }
  if (node.name !== '@in') return [];
  const element =
    right.kind === 'list' ? right.element : right.kind === 'map' ? right.key : undefined;
  if (!element) return [];
  if (!canMeet(left, element)) return [neverMeet(node, left, element, false)];
  const listed = rightPart.kind === 'list' ? rightPart.elements : [];
  return [...unlikely(leftPart, element), ...listed.flatMap((one) => unlikely(one, left))];
}

const numeric = new Set(['int', 'uint', 'double', 'decimal']);

/** Tells whether values of two types can ever be equal. */
function canMeet(left: CelType, right: CelType): boolean {
  if (left.kind === 'dyn' || right.kind === 'dyn') return true;
  if (numeric.has(left.kind) && numeric.has(right.kind)) return true;
  const maps = new Set(['map', 'record']);
  return left.kind === right.kind || (maps.has(left.kind) && maps.has(right.kind));
}

function neverMeet(node: Node, left: CelType, right: CelType, holds: boolean): CelDiagnostic {
  return {
    code: holds ? 'cel.always-true' : 'cel.always-false',
    severity: 'warning',
    message: `A ${formatType(left)} never equals a ${formatType(right)}.`,
    start: node.start,
    end: node.end,
  };
}

function unlikely(part: Node, type: CelType): readonly CelDiagnostic[] {
  if (part.kind !== 'literal' || part.literal.kind !== 'string') return [];
  if (type.kind !== 'string' || !type.values) return [];
  const value = part.literal.value;
  if (type.values.includes(value)) return [];
  const near = nearest(value, type.values);
  const listed = type.values.slice(0, 8).map((one) => `"${one}"`);
  const advice = near ? `Did you mean "${near}"?` : `It is one of ${listed.join(', ')}.`;
  return [
    {
      code: 'cel.unlikely-value',
      severity: 'warning',
      message: `"${value}" is none of the possible values.`,
      advice,
      start: part.start,
      end: part.end,
    },
  ];
}
