/** Departments with the way to them from the top, and finding them by what one types. */

import type { Text } from '../kernel/index.ts';
import { normalized } from '../kernel/index.ts';
import type { Organisation } from './organisation.ts';

/** A department as lists show it. */
export interface ListedDepartment {
  readonly id: string;
  readonly name: Text;
  /** The names of those above it, the top first. */
  readonly path: readonly Text[];
}

export interface Departments {
  department(id: string): ListedDepartment | undefined;
  /** In the order of the tree; by name in any language or by id, those that begin so first. */
  findDepartments(text: string, limit: number): readonly ListedDepartment[];
}

const LEVELS_MAX = 32;

export function departmentsOf({ departments }: Organisation): Departments {
  const byId = new Map(departments.map((each) => [each.id, each]));
  const listed = (id: string): ListedDepartment | undefined => {
    const found = byId.get(id);
    if (!found) return undefined;
    const path: Text[] = [];
    for (let at = found.parent; at !== undefined && path.length < LEVELS_MAX; ) {
      const above = byId.get(at);
      if (above) path.unshift(above.name);
      at = above?.parent;
    }
    return { id, name: found.name, path };
  };
  let tree: readonly ListedDepartment[] | undefined;
  return {
    department: listed,
    findDepartments: (text, limit) => {
      tree ??= [...inTree(departments)].flatMap((id) => listed(id) ?? []);
      const wanted = normalized(text);
      const ranked = tree.flatMap((entry) => {
        const rank = rankOf(entry, wanted);
        return rank === undefined ? [] : [{ rank, entry }];
      });
      ranked.sort((a, b) => a.rank - b.rank);
      return ranked.slice(0, limit).map(({ entry }) => entry);
    },
  };
}

/** Each department before those below it. */
function* inTree(departments: Organisation['departments']): Generator<string> {
  const below = Map.groupBy(departments, ({ parent }) => parent);
  const open = [...(below.get(undefined) ?? [])].reverse();
  for (let at = open.pop(); at; at = open.pop()) {
    yield at.id;
    open.push(...[...(below.get(at.id) ?? [])].reverse());
  }
}

function rankOf({ id, name }: ListedDepartment, wanted: string): number | undefined {
  const texts = [...(typeof name === 'string' ? [name] : Object.values(name)), id];
  const keys = texts.map(normalized);
  if (keys.some((key) => key.startsWith(wanted))) return 0;
  return keys.some((key) => key.includes(wanted)) ? 1 : undefined;
}
