/** Answers as a terminal may show them: what people wrote moves no cursor and looks like no line of ours. */

import { readableLine } from '../kernel/index.ts';

/** Texts that are files: their lines are their own. */
const FILES: ReadonlySet<string> = new Set(['source', 'definition']);

/** A fetch whose JSON has only readable texts in it; streams and files stay as they are. */
export function readableFetch(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return response;
    const text = await response.text();
    if (text === '') return response;
    const body: unknown = JSON.parse(text, (key, value: unknown) =>
      typeof value === 'string' && !FILES.has(key) ? oneLine(value) : value,
    );
    const { status, headers } = response;
    return new Response(JSON.stringify(body), { status, headers: withoutLength(headers) });
  };
}

/** Where a text breaks its line, a sign stands. */
function oneLine(text: string): string {
  return readableLine(text.replace(/\r?\n/g, ' ⏎ '));
}

function withoutLength(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ['content-length', 'content-encoding']) kept.delete(name);
  return kept;
}
