/** The store's clock, as SQL. */

/**
 * Epoch milliseconds of the database at the start of the transaction; as `now()` it is stable, so
 * that an index can be searched by it.
 */
export const NOW_MS = '(extract(epoch FROM now()) * 1000)::bigint';
