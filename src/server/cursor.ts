/** Cursors of keyset pages: opaque to clients, checked when they come back. */

/** Encodes a position as base64url. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The position of a cursor, or `invalid` when it is not of this list's shape. */
export function decodeCursor<T>(
  cursor: string | undefined,
  isPosition: (value: unknown) => value is T,
): T | undefined | 'invalid' {
  if (cursor === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return isPosition(value) ? value : 'invalid';
  } catch {
    return 'invalid';
  }
}

/** A test for objects with the named fields: texts a column takes, whole numbers. */
export function shaped<T>(
  fields: Readonly<Record<keyof T & string, 'string' | 'number'>>,
): (value: unknown) => value is T {
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === Object.keys(fields).length &&
    Object.entries(fields).every(([name, type]) => {
      if (!Object.hasOwn(value, name)) return false;
      const field = (value as Record<string, unknown>)[name];
      return type === 'number' ? isPosition(field) : isText(field);
    });
}

/** A NUL is a character that no column of the store takes. */
export const isText = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('\0');
export const isPosition = (value: unknown): value is number => Number.isSafeInteger(value);
