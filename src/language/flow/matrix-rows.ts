/** How authors write the rows of an authority matrix: here, or in a file of their own. */

import type { MatrixRow } from '../../kernel/index.ts';
import { list } from '../shape/collections.ts';
import { record } from '../shape/record.ts';
import { text } from '../shape/scalars.ts';
import type { Shape } from '../shape/shape.ts';
import { mismatch } from '../shape/shape.ts';
import { readTable } from '../table/table.ts';
import { relocated } from '../yaml/nodes.ts';

const tableFile = record<{ readonly file: string }>({
  expects: '{ file: … }',
  about: 'Rows that stand in a file of their own, beside the flow.',
  fields: {
    file: {
      shape: text({ expects: "a file's name", charsMax: 200 }),
      about: 'A CSV or YAML file, by its path from the flow’s.',
      required: true,
      absent: '',
    },
  },
});

/** A list of rows, or the file that holds it; the tree has the rows either way. */
export function matrixRows(row: Shape<MatrixRow>): Shape<readonly MatrixRow[]> {
  const inline = list(row, 'a list of rows');
  const shape: Shape<readonly MatrixRow[]> = {
    expects: 'a list of rows, or { file: … }',
    accepts: (node) => node.kind !== 'scalar',
    read(node, path, reader) {
      if (node.kind === 'list') return inline.read(node, path, reader);
      if (node.kind !== 'map') return mismatch(shape, node, path, reader);
      const file = tableFile.read(node, path, reader)?.file;
      if (file === undefined || file === '') return undefined;
      const table = reader.attach(file, node.span);
      if (!table) {
        const message = `There is no file "${file}" with the flow.`;
        const advice = 'Name a file beside the flow, or attach it under this name.';
        reader.report([...path, 'file'], { code: 'table.missing', message, advice });
        return undefined;
      }
      const placed = (span: { readonly start: number; readonly end: number }) => ({
        start: table.start + span.start,
        end: table.start + span.end,
      });
      const found = readTable(file, table.text, (span, finding) => {
        reader.reportAt(placed(span), path, finding);
      });
      const rows = found && inline.read(relocated(found, placed), path, reader);
      if (rows) table.keep(inline.write(rows));
      return rows;
    },
    write: (rows) => inline.write(rows),
    schema: (book) => ({ anyOf: [inline.schema(book), tableFile.schema(book)] }),
  };
  return shape;
}
