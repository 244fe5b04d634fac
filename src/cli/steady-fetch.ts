/** A fetch that survives one broken connection, and never does a thing twice. */

export interface SteadyFetch {
  readonly fetch: typeof fetch;
  /** The last answer repeated an earlier one to the same key. */
  wasReplayed(): boolean;
}

const KEY_HEADER = 'idempotency-key';
const REPLAYED_HEADER = 'idempotent-replayed';
const PAUSE_MS = 250;

/** Gives every write the key, and tries once more when the network failed before an answer. */
export function steadyFetch(inner: typeof fetch, key: string): SteadyFetch {
  let replayed = false;
  return {
    wasReplayed: () => replayed,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      const isWrite = init?.method !== undefined && init.method !== 'GET';
      if (isWrite && !headers.has(KEY_HEADER)) headers.set(KEY_HEADER, key);
      const request = { ...init, headers };
      const response = await inner(input, request).catch(async (error: unknown) => {
        if (isAborted(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        return inner(input, request);
      });
      replayed = response.headers.get(REPLAYED_HEADER) === 'true';
      return response;
    },
  };
}

function isAborted(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
