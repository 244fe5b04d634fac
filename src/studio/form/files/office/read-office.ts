/** An office file, by what is in it: whatever its name says. */

import { readSheets, WORKBOOK } from './sheet/xlsx.ts';
import type { Office } from './shown.ts';
import { DOCUMENT, readDocument } from './word/docx.ts';
import { elements, parseXml } from './xml.ts';
import { Package, Unreadable } from './zip.ts';

/** Says which part is the document: what other programs open. */
const RELATIONS = '_rels/.rels';

/** undefined: a package of another kind. Faults: Unreadable for one that is broken, or too large. */
export async function readOffice(bytes: ArrayBuffer): Promise<Office | undefined> {
  const from = new Package(bytes);
  const hasMacros = from.names.some((name) => /(^|\/)vbaProject\.bin$/i.test(name));
  if (from.has(DOCUMENT) || from.has(WORKBOOK)) await refuseDecoy(from);
  if (from.has(DOCUMENT)) return { kind: 'document', ...(await readDocument(from)), hasMacros };
  if (!from.has(WORKBOOK)) return undefined;
  const { sheets, told } = await readSheets(from);
  if (sheets.length === 0) throw new Unreadable('it has no sheet');
  return { kind: 'sheets', sheets, told, hasMacros };
}

/** What is shown here has to be what everybody else is shown. Faults: Unreadable. */
async function refuseDecoy(from: Package): Promise<void> {
  const relations = await from.text(RELATIONS);
  if (relations === undefined) return;
  const shown = from.has(DOCUMENT) ? DOCUMENT : WORKBOOK;
  for (const { attributes } of elements(parseXml(relations), 'Relationship')) {
    const { Type = '', Target = '' } = attributes;
    if (Type.endsWith('/officeDocument') && Target.replace(/^\.?\//, '') !== shown) {
      throw new Unreadable('its document is another part');
    }
  }
}
