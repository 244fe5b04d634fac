import { expect, test } from 'vitest';
import { namedFile, shownFrom } from './file-value.ts';

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const raw = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

test('I10 a value names a kept file by digest and name, and other texts name none', () => {
  const digest = 'a'.repeat(64);
  expect(namedFile(`${digest}/发票 1/2.pdf`)).toEqual({ digest, name: '发票 1/2.pdf' });
  for (const value of ['发票.pdf', `${digest}/`, `${'a'.repeat(63)}/x`]) {
    expect(namedFile(value)).toBeUndefined();
  }
});

test('I10 bytes are shown by their own word; what could run is text, whatever it is called', () => {
  expect(shownFrom(bytes('%PDF-1.7 …')).kind).toBe('pdf');
  expect(shownFrom(raw(0xff, 0xd8, 0xff, 0xe0))).toEqual({
    kind: 'image',
    mediaType: 'image/jpeg',
  });
  for (const source of ['<script>alert(1)</script>', '<svg onload="x()"/>']) {
    expect(shownFrom(bytes(source))).toEqual({ kind: 'text', text: source });
  }
  expect(shownFrom(raw(0xd6, 0xec, 0xc5, 0xfa))).toEqual({ kind: 'text', text: '朱批' });
  expect(shownFrom(raw(0x50, 0x4b, 3, 4, 0, 1)).kind).toBe('package');
  expect(shownFrom(raw(0xd0, 0xcf, 0x11, 0xe0, 0, 1)).kind).toBe('other');
});
