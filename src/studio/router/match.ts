/** Patterns of addresses: `/inbox/:view?/:task?`. */

export type Params = Readonly<Record<string, string>>;

/** The parameters of a path that fits, decoded; undefined for one that does not. */
export function match(pattern: string, path: string): Params | undefined {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (given.length > wanted.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index];
    const isOptional = part.endsWith('?');
    if (value === undefined) {
      if (isOptional) continue;
      return undefined;
    }
    if (part.startsWith(':')) {
      const decoded = decode(value);
      if (decoded === undefined) return undefined;
      params[part.slice(1, isOptional ? -1 : undefined)] = decoded;
    } else if (part !== value) return undefined;
  }
  return params;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
