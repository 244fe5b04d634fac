/** Many rows to a statement, many statements to a burst, none too large. */

import { STORE_LIMITS } from '../../limits.ts';
import { joined, type Sql, sql } from '../connection/sql.ts';

/** How rows of a table are inserted. */
export interface Table<Row> {
  /** The table and its columns. */
  readonly head: Sql;
  /** One row, in brackets. */
  readonly row: (row: Row) => Sql;
  /** What becomes of a row that stands; without it the statement fails. */
  readonly tail?: Sql;
}

/** Inserts the rows in their order; nothing for none. */
export function insert<Row>(table: Table<Row>, rows: readonly Row[]): readonly Sql[] {
  const statements: Sql[] = [];
  let some: Sql[] = [];
  let chars = 0;
  const end = (): void => {
    if (some.length === 0) return;
    const values = joined(some, ', ');
    statements.push(sql`INSERT INTO ${table.head} VALUES ${values} ${table.tail ?? sql``}`);
    some = [];
    chars = 0;
  };
  for (const row of rows) {
    const one = table.row(row);
    if (chars + one.text.length > STORE_LIMITS.burstCharsMax) end();
    some.push(one);
    chars += one.text.length;
  }
  end();
  return statements;
}
