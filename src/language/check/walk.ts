/** Visits every step of a tree with its place. */

import type { FlowDefinition, Step } from '../../kernel/index.ts';
import type { Finding, Path } from '../shape/reader.ts';

/** Where the checks send what they find; a path says which part of the tree is meant. */
export interface Findings {
  report(path: Path, finding: Finding, target?: 'value' | 'key'): void;
  /** About characters of the text at the path, as offsets into that text. */
  reportWithin(path: Path, start: number, end: number, finding: Finding): void;
  /** Whether something at the path or inside it could not be read. */
  isBroken(path: Path): boolean;
}

/** A step and its place: `list[index]`, inside a branch of `container`. */
export interface Place {
  readonly step: Step;
  readonly path: Path;
  readonly list: readonly Step[];
  readonly index: number;
  readonly depth: number;
  readonly container?: Place;
}

/** Every step in the order of the text. */
export function* everyStep(definition: FlowDefinition): Generator<Place> {
  yield* stepsOf(definition.steps, ['steps'], 1, undefined);
}

function* stepsOf(
  list: readonly Step[],
  path: Path,
  depth: number,
  container: Place | undefined,
): Generator<Place> {
  for (const [index, step] of list.entries()) {
    const at = [...path, index];
    const place: Place = { step, path: at, list, index, depth, ...(container && { container }) };
    yield place;
    if (!('branches' in step)) continue;
    for (const [branch, { steps }] of step.branches.entries()) {
      yield* stepsOf(steps, [...at, 'branches', branch, 'steps'], depth + 1, place);
    }
  }
}
