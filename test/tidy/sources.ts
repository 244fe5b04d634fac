/** The files of the tree and what each of them imports. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';

export interface Import {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
}

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly imports: readonly Import[];
}

/** Every file that git tracks or would track, by its path from the root. */
export function trackedFiles(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const out = execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 << 20 });
  return out.split('\n').filter((path) => path !== '' && existsSync(path));
}

/** The TypeScript files below a folder, parsed. */
export function sourcesIn(folder: string): readonly Source[] {
  return trackedFiles()
    .filter((path) => path.startsWith(`${folder}/`) && /\.tsx?$/.test(path))
    .map(readSource);
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const { module } = parseSync(path, text);
  const imports: Import[] = module.staticImports.map((found) => ({
    specifier: found.moduleRequest.value,
    isTypeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
  }));
  for (const found of module.staticExports) {
    for (const entry of found.entries) {
      const specifier = entry.moduleRequest?.value;
      if (specifier !== undefined) imports.push({ specifier, isTypeOnly: entry.isType });
    }
  }
  for (const found of module.dynamicImports) {
    const { start, end } = found.moduleRequest;
    const literal = /^['"`](.*)['"`]$/.exec(text.slice(start, end))?.[1];
    if (literal !== undefined) imports.push({ specifier: literal, isTypeOnly: false });
  }
  return { path, text, lines: text.split('\n'), imports };
}

/** The file a relative specifier stands for, from the root. */
export function resolveRelative(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier));
}

export function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

export function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** The package of a bare specifier: `a/b` → `a`, `@a/b/c` → `@a/b`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
