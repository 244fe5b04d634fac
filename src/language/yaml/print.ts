/** The YAML face, written: tree to text. */

import type { Node } from 'yaml';
import { Document, isCollection, isMap, isScalar, isSeq, Pair, visit } from 'yaml';
import type { FlowDefinition } from '../../kernel/index.ts';
import { flowDocument } from '../flow/document.ts';

const INLINE_CHARS_MAX = 72;
/** Keys whose value always stands on lines of its own. */
const BLOCK_KEYS = new Set([
  'metadata',
  'spec',
  'form',
  'properties',
  'steps',
  'branches',
  'ladder',
  'deadline',
]);

/**
 * Writes a flow as YAML.
 * Rules: parseYaml(printYaml(d)) is d; small mappings and lists stand on one line.
 */
export function printYaml(definition: FlowDefinition): string {
  const document = new Document(flowDocument.write(definition), {
    aliasDuplicateObjects: false,
    version: '1.2',
  });
  visit(document, {
    Pair(_key, pair) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (isCollection(pair.value) && !BLOCK_KEYS.has(name) && fitsInline(pair.value as Node)) {
        pair.value.flow = true;
        return visit.SKIP;
      }
      return undefined;
    },
    Seq(_key, seq) {
      for (const item of seq.items) {
        if (isCollection(item) && !holdsBlock(item as Node) && fitsInline(item as Node)) {
          item.flow = true;
        }
      }
    },
  });
  return document.toString({
    lineWidth: 0,
    singleQuote: true,
    flowCollectionPadding: true,
    indentSeq: true,
  });
}

/** Whether some key below wants lines of its own, so that its holders need them too. */
function holdsBlock(node: Node): boolean {
  if (isSeq(node)) return node.items.some((item) => holdsBlock(item as Node));
  if (!isMap(node)) return false;
  return node.items.some(({ key, value }) => {
    if (isScalar(key) && BLOCK_KEYS.has(String(key.value))) return true;
    return isCollection(value) && holdsBlock(value as Node);
  });
}

function fitsInline(node: Node): boolean {
  return !holdsBlock(node) && inlineLength(node) <= INLINE_CHARS_MAX;
}

/** About how long the node is on one line; stops counting when it is too long. */
function inlineLength(node: unknown): number {
  if (isScalar(node)) {
    const text = String(node.value);
    return text.includes('\n') ? INLINE_CHARS_MAX + 1 : text.length + 2;
  }
  if (!isCollection(node)) return 2;
  let length = 4;
  for (const item of node.items) {
    if (item instanceof Pair) length += inlineLength(item.key) + inlineLength(item.value);
    else length += inlineLength(item);
    length += 2;
    if (length > INLINE_CHARS_MAX) break;
  }
  return length;
}
