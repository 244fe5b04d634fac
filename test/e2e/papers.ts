/** A flow with every kind of field, and files to attach to it. */

import { publish } from './flows.ts';
import type { World } from './world.ts';

const FORM = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: paper, title: { en: Paper, zh-CN: 用纸 } }
spec:
  version: 1.0.0
  form:
    type: object
    x-order: [item, amount, until, lines, address, quotes]
    properties:
      item: { title: { en: Item, zh-CN: 物品 }, type: string, maxLength: 100 }
      amount: { title: { en: Amount, zh-CN: 金额 }, type: number, x-kind: money, x-currency: CNY }
      until: { title: { en: Until, zh-CN: 截止 }, type: string, format: date, x-kind: date }
      lines:
        title: { en: Lines, zh-CN: 明细 }
        type: array
        maxItems: 1000
        items:
          type: object
          x-order: [what, price, on]
          properties:
            what: { title: { en: What, zh-CN: 品名 }, type: string }
            price: { title: { en: Price, zh-CN: 单价 }, type: number, x-kind: money }
            on: { title: { en: Day, zh-CN: 日期 }, type: string, format: date, x-kind: date }
      address:
        title: { en: Deliver to, zh-CN: 送货地址 }
        type: object
        properties:
          city: { title: { en: City, zh-CN: 城市 }, type: string }
          street: { title: { en: Street, zh-CN: 街道 }, type: string }
      quotes:
        title: { en: Quotes, zh-CN: 报价单 }
        type: array
        maxItems: 5
        items: { type: string, x-kind: file }
  steps:
    - approval: head
      title: { en: Head, zh-CN: 负责人 }
      ask: { user: zhou-zihan }
      ballot: any
      rights: { quotes: edit, lines: edit }
    - approval: last
      ask: { user: wu-haotian }
      ballot: any
`;

/** Stands still: what it starts is refused. */
const STUCK = `
apiVersion: vermilion.dev/v1
kind: ApprovalFlow
metadata: { name: stuck }
spec:
  version: 1.0.0
  form: { type: object, required: [kind], properties: { kind: { type: string } } }
  steps:
    - subflow: reviews
      flow: vendor-check
      form: { vendor: '"Northwind"', kind: form.kind }
      join: all
`;

export async function publishForm(world: World): Promise<void> {
  await publish(world, FORM, STUCK);
}

/** Two pages, a black square on each. */
export const PDF = pdf(['0 0 300 300 re f', '100 100 200 200 re f']);

function pdf(pages: readonly string[]): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, n) => `${3 + 2 * n} 0 R`).join(' ')}] >>`,
    ...pages.flatMap((drawing, n) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${4 + 2 * n} 0 R >>`,
      `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    ]),
  ];
  const parts = ['%PDF-1.4\n'];
  const offsets = objects.map((object, n) => {
    const offset = parts.join('').length;
    parts.push(`${n + 1} 0 obj\n${object}\nendobj\n`);
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = parts.join('').length;
  const size = objects.length + 1;
  parts.push(`xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`);
  parts.push(`trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.from(parts.join(''), 'latin1');
}

/** One grey pixel. */
export const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=',
  'base64',
);
