/** A part of the source, end exclusive, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A literal's value: ints are bigints, doubles numbers, uints wrapped. */
export type Literal =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'uint'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'null'; readonly value: null };

/** The macros that walk over a list or a map. */
export type Macro = 'all' | 'exists' | 'exists_one' | 'map' | 'filter';

/** A field of a value: `operand.field`. */
interface Selection {
  readonly operand: Node;
  readonly field: string;
  readonly fieldRange: Range;
}

/** A node of an expression as its author wrote it: macros are not expanded. */
export type Node = Range &
  (
    | { readonly kind: 'literal'; readonly literal: Literal }
    | { readonly kind: 'name'; readonly name: string; readonly rooted?: boolean }
    | ({ readonly kind: 'select' } & Selection)
    | ({ readonly kind: 'has' } & Selection)
    | { readonly kind: 'logic'; readonly operator: '&&' | '||'; readonly terms: readonly Node[] }
    | { readonly kind: 'choice'; readonly test: Node; readonly yes: Node; readonly no: Node }
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly target: Node | undefined;
        readonly args: readonly Node[];
        readonly nameRange: Range;
      }
    | { readonly kind: 'list'; readonly elements: readonly Node[] }
    | {
        readonly kind: 'map';
        readonly entries: readonly { readonly key: Node; readonly value: Node }[];
      }
    | { readonly kind: 'message'; readonly name: string }
    | {
        readonly kind: 'loop';
        readonly macro: Macro;
        readonly over: Node;
        readonly variable: string;
        readonly test: Node | undefined;
        readonly step: Node | undefined;
      }
  );

/** The nodes of one kind. */
export type NodeOf<K extends Node['kind']> = Extract<Node, { readonly kind: K }>;

/** Lists the parts of a node, left to right. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'select':
    case 'has':
      return [node.operand];
    case 'logic':
      return node.terms;
    case 'choice':
      return [node.test, node.yes, node.no];
    case 'call':
      return node.target ? [node.target, ...node.args] : node.args;
    case 'list':
      return node.elements;
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'loop':
      return [node.over, node.test, node.step].filter((part) => part !== undefined);
    default:
      return [];
  }
}
