/** The one call that doors use: text in, a flow ready to publish or every reason why not. */

import type { FlowDefinition, FlowHash } from '../kernel/index.ts';
import { hashOf } from './canonical.ts';
import { checkMeaning } from './check/meaning.ts';
import { checkSoundness } from './check/soundness.ts';
import type { Diagnostic } from './diagnostics.ts';
import { rehearse } from './rehearsal/rehearse.ts';
import type { Attached } from './shape/reader.ts';
import { parseYaml } from './yaml/parse.ts';

/** A flow's tree and identity, and what is wrong with it. */
export interface Checked {
  /** The best tree that could be made; fit to run only when no diagnostic is an error. */
  readonly definition?: FlowDefinition;
  /** Given only when no diagnostic is an error. */
  readonly hash?: FlowHash;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads and checks a flow; `attached` has the files that it names.
 * Rules: never throws; reports every mistake, not the first.
 */
export function check(text: string, attached: Attached = {}): Checked {
  const { definition, reader } = parseYaml(text, attached);
  if (!definition) return { diagnostics: reader.diagnostics };
  checkMeaning(definition, reader);
  const fitsToRun = reader.diagnostics.every(
    ({ severity, code }) => severity !== 'error' || code === 'choice.otherwise-missing',
  );
  checkSoundness(definition, reader, fitsToRun ? rehearse(definition) : []);
  const { diagnostics } = reader;
  const sound = diagnostics.every(({ severity }) => severity !== 'error');
  return { definition, ...(sound ? { hash: hashOf(definition) } : {}), diagnostics };
}
