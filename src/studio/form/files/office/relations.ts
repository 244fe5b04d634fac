/** What a part of a package says of its other parts. */

import { elements, parseXml } from './xml.ts';
import type { Package } from './zip.ts';

export interface Relation {
  readonly id: string;
  readonly type: string;
  /** The name of the part. */
  readonly part: string;
}

/** Only parts of the package: what lies elsewhere is not fetched. */
export async function relationsOf(from: Package, part: string): Promise<readonly Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const text = await from.text(`${folder}_rels/${part.slice(folder.length)}.rels`);
  if (text === undefined) return [];
  return elements(parseXml(text), 'Relationship').flatMap(({ attributes }) => {
    const { Id: id, Type: type = '', Target: target, TargetMode } = attributes;
    if (id === undefined || target === undefined || TargetMode === 'External') return [];
    return [{ id, type, part: placed(folder, target) }];
  });
}

function placed(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps = `${folder}${target}`.split('/');
  const way: string[] = [];
  for (const step of steps) {
    if (step === '..') way.pop();
    else if (step !== '.') way.push(step);
  }
  return way.join('/');
}

/** The part of that kind; where none is named, the one that is usual. */
export async function partOf(
  from: Package,
  relations: readonly Relation[],
  kind: string,
  usual: string,
): Promise<string | undefined> {
  return from.text(relations.find(({ type }) => type.endsWith(`/${kind}`))?.part ?? usual);
}
