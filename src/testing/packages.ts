/** ZIP packages made by hand, honest and otherwise, and small office files. */

import { crc32, deflateRawSync } from 'node:zlib';

interface Part {
  readonly name: string;
  readonly content: string | Buffer;
  /** What is told of it instead of the truth. */
  readonly packed?: number;
  readonly flags?: number;
}

export function zipOf(parts: readonly Part[], count: number = parts.length): Buffer {
  const bodies: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, content, packed, flags = 0 } of parts) {
    const raw = Buffer.from(content);
    const body = deflateRawSync(raw);
    const title = Buffer.from(name);
    const sizes = [crc32(raw), packed ?? body.length, raw.length];
    const local = header(0x04034b50, [20, flags, 8, 0, 0], sizes, [title.length, 0]);
    const central = header(0x02014b50, [20, 20, flags, 8, 0, 0], sizes, [
      ...[title.length, 0, 0, 0, 0, 0, 0],
    ]);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(at);
    bodies.push(local, title, body);
    list.push(central, place, title);
    at += local.length + title.length + body.length;
  }
  const told = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(told.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, told, end]);
}

function header(
  sign: number,
  before: readonly number[],
  sizes: readonly number[],
  behind: readonly number[],
): Buffer {
  const made = Buffer.alloc(4 + 2 * before.length + 4 * sizes.length + 2 * behind.length);
  let at = made.writeUInt32LE(sign, 0);
  for (const each of before) at = made.writeUInt16LE(each, at);
  for (const each of sizes) at = made.writeUInt32LE(each, at);
  for (const each of behind) at = made.writeUInt16LE(each, at);
  return made;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

/** A document with this body, and other parts. */
export function docxOf(body: string, others: readonly Part[] = []): Buffer {
  const styles = `<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>`;
  return zipOf([
    {
      name: 'word/document.xml',
      content: `${XML}<w:document ${W}><w:body>${body}</w:body></w:document>`,
    },
    { name: 'word/styles.xml', content: `${XML}<w:styles ${W}>${styles}</w:styles>` },
    ...others,
  ]);
}

/** A workbook of one sheet with these rows, and other parts. */
export function xlsxOf(
  rows: string,
  words: readonly string[] = [],
  others: readonly Part[] = [],
): Buffer {
  const sheet = `<sheets><sheet name="报价" sheetId="1" r:id="rId1"/></sheets>`;
  const items = words.map((word) => `<si><t>${word}</t></si>`).join('');
  const target = 'Type="worksheet" Target="worksheets/sheet1.xml"';
  const xfs = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
  return zipOf([
    { name: 'xl/workbook.xml', content: `${XML}<workbook ${S} ${R}>${sheet}</workbook>` },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `${XML}<Relationships><Relationship Id="rId1" ${target}/></Relationships>`,
    },
    { name: 'xl/sharedStrings.xml', content: `${XML}<sst ${S}>${items}</sst>` },
    { name: 'xl/styles.xml', content: `${XML}<styleSheet ${S}>${xfs}</styleSheet>` },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: `${XML}<worksheet ${S}><sheetData>${rows}</sheetData></worksheet>`,
    },
    ...others,
  ]);
}
