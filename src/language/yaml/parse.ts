/** The YAML face, read: text to tree, with every mistake reported at its place. */

import type { FlowDefinition } from '../../kernel/index.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { flowDocument } from '../flow/document.ts';
import type { Attached } from '../shape/reader.ts';
import { Reader } from '../shape/reader.ts';
import { SourceText } from '../source.ts';
import { composeYaml } from './compose.ts';

/** What reading gives: the tree as far as it was understood, and all that was wrong. */
export interface Parsed {
  readonly definition: FlowDefinition | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Where each part of the tree stands in the text. */
  readonly reader: Reader;
}

/**
 * Reads a flow from YAML; `attached` has the files that it names.
 * Shape: always the best tree that could be made, undefined only when there is no mapping at all.
 * Rules: never throws; says nothing about meaning, which is `check`'s work.
 */
export function parseYaml(text: string, attached: Attached = {}): Parsed {
  const reader = new Reader(new SourceText(text), attached);
  const node = composeYaml(text, (code, span, message, advice) => {
    reader.reportAt(span, [], { code, message, advice });
  });
  if (!node || (node.kind === 'scalar' && node.value === null)) {
    if (reader.diagnostics.length === 0) {
      reader.reportAt({ start: 0, end: text.length > 0 ? 1 : 0 }, [], {
        code: 'flow.empty',
        message: 'The text holds no flow.',
        advice: 'Start with "apiVersion: vermilion.dev/v1" and "kind: ApprovalFlow".',
      });
    }
    return { definition: undefined, diagnostics: reader.diagnostics, reader };
  }
  const definition = flowDocument.read(node, [], reader);
  return { definition, diagnostics: reader.diagnostics, reader };
}
