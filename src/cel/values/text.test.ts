import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareText, countCodePoints, decodeUtf8, encodeUtf8 } from './text.ts';

const texts = fc.string({ unit: 'binary', maxLength: 12 });

describe('text', () => {
  test('is encoded as the platform does', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
        expect(countCodePoints(text)).toBe([...text].length);
      }),
    );
  });

  test('is decoded exactly where the platform decodes it strictly', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const attempt = (decode: () => string) => {
      try {
        return decode();
      } catch {
        return undefined;
      }
    };
    const byte = fc.constantFrom(
      0,
      0x41,
      0x80,
      0xbf,
      0xc0,
      0xc3,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 5 }), (list) => {
        const bytes = Uint8Array.from(list);
        expect(attempt(() => decodeUtf8(bytes))).toBe(attempt(() => strict.decode(bytes)));
      }),
      { numRuns: 1000 },
    );
  });

  test('is ordered by code point', () => {
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const order = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareText(left, right))).toBe(order);
      }),
    );
    expect(compareText('\uffff', '😀')).toBeLessThan(0);
  });
});
