import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXCEPTIONS, PORT_ONLY, ROOMS } from './rooms.ts';
import type { Source } from './sources.ts';
import { isBuiltin, packageOf, resolveRelative, roomOf, sourcesIn } from './sources.ts';

const sources = sourcesIn('src');
const product = sources.filter(({ path }) => !path.endsWith('.test.ts') && roomOf(path));

test('the sweep sees the tree', () => {
  expect(sources.length).toBeGreaterThan(60);
  expect(
    readdirSync('src', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort(),
  ).toEqual(Object.keys(ROOMS).sort());
});

function wrongImports({ path, imports }: Source): readonly string[] {
  const room = roomOf(path)!;
  const rights = ROOMS[room]!;
  const more = EXCEPTIONS.filter(({ files }) => files.test(path));
  const rooms = [room, ...rights.rooms, ...more.flatMap((exception) => exception.rooms)];
  const packages = [...rights.packages, ...more.flatMap((exception) => exception.packages)];
  return imports.flatMap(({ specifier }) => {
    const complaint = `${path} imports ${specifier}`;
    if (specifier.startsWith('.')) {
      const target = resolveRelative(path, specifier);
      const other = roomOf(target);
      if (other === undefined || !rooms.includes(other)) return [complaint];
      const throughPort =
        room === PORT_ONLY.from && other === PORT_ONLY.to && target === PORT_ONLY.file;
      const isIndex = target === `src/${other}/index.ts`;
      return other === room || isIndex || throughPort || target === PORT_ONLY.file
        ? []
        : [complaint];
    }
    if (isBuiltin(specifier)) return rights.environment === 'node' ? [] : [complaint];
    return packages.includes(packageOf(specifier)) ? [] : [complaint];
  });
}

test('a room imports only the rooms and packages of its row, by their index', () => {
  expect(product.flatMap(wrongImports)).toEqual([]);
});

test('the engine sees the store through its port', () => {
  const engine = product.filter(({ path }) => roomOf(path) === PORT_ONLY.from);
  const store = engine.flatMap(({ path, imports }) =>
    imports
      .map(({ specifier }) => resolveRelative(path, specifier))
      .filter((target) => roomOf(target) === PORT_ONLY.to && target !== PORT_ONLY.file),
  );
  expect(store).toEqual([]);
});

test('every package of a row is used by the room', () => {
  const unused = Object.entries(ROOMS).flatMap(([room, { packages }]) => {
    const used = new Set(
      product
        .filter(({ path }) => roomOf(path) === room)
        .flatMap(({ imports }) => imports.map(({ specifier }) => packageOf(specifier))),
    );
    return packages.filter((name) => !used.has(name)).map((name) => `${room}: ${name}`);
  });
  expect(unused).toEqual([]);
});

describe('tsconfig', () => {
  test.each(Object.entries(ROOMS))('%s refers to the rooms of its row', (room, { rooms }) => {
    const path = `src/${room}/tsconfig.json`;
    expect(existsSync(path)).toBe(true);
    const { references, compilerOptions } = JSON.parse(readFileSync(path, 'utf8'));
    const extra = EXCEPTIONS.filter(({ files }) => files.source.includes(`src\\/${room}\\/`));
    const allowed = new Set([...rooms, ...extra.flatMap((exception) => exception.rooms)]);
    const referred = (references as { path: string }[]).map((entry) => entry.path.slice(3));
    expect(referred.filter((other) => !allowed.has(other) && other !== 'cel')).toEqual([]);
    const types: unknown = compilerOptions.types;
    if (ROOMS[room]!.environment === 'node') expect(types).toEqual(['node']);
    else expect(types).toBeUndefined();
  });
});

test('no file imports itself in a circle', () => {
  const next = new Map(
    product.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier, isTypeOnly }) => specifier.startsWith('.') && !isTypeOnly)
        .map(({ specifier }) => resolveRelative(path, specifier)),
    ]),
  );
  expect(circlesOf(next)).toEqual([]);
});

function circlesOf(next: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) circles.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return circles;
}

test('ARCHITECTURE.md shows the same rooms', () => {
  const map = readFileSync('ARCHITECTURE.md', 'utf8');
  const missing = Object.entries(ROOMS).filter(([room, { floor, holds, rooms }]) => {
    const row = `| ${floor} | \`${room}\` | ${holds} | ${rooms.join(', ') || '—'} |`;
    return !map.includes(row);
  });
  expect(missing.map(([room]) => room)).toEqual([]);
});
