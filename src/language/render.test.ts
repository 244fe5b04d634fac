import { expect, test } from 'vitest';
import type { Diagnostic } from './index.ts';
import { renderDiagnostics } from './index.ts';
import { SourceText } from './source.ts';

function diagnostic(text: string, words: string): Diagnostic {
  const start = text.indexOf(words);
  return {
    code: 'flow.unknown-key',
    severity: 'error',
    message: 'The key is not known here.',
    advice: 'Did you mean "ask"?',
    range: new SourceText(text).range({ start, end: start + words.length }),
    path: 'steps[0]',
  };
}

test('the place, the line, carets and advice are shown', () => {
  const text = 'steps:\n  - approval: one\n    aks: initiator\n';
  expect(renderDiagnostics(text, 'flow.yaml', [diagnostic(text, 'aks')])).toBe(
    [
      'flow.yaml:3:5: error: The key is not known here. [flow.unknown-key]',
      '  |',
      '3 |     aks: initiator',
      '  |     ^^^',
      '  = Did you mean "ask"?',
      '',
      '1 error',
      '',
    ].join('\n'),
  );
});

test('wide characters before the place take two columns', () => {
  const text = 'a: { 标题: x, aks: y }';
  const lines = renderDiagnostics(text, 'f', [diagnostic(text, 'aks')]).split('\n');
  expect(lines[3]!.indexOf('^')).toBe(lines[2]!.indexOf('aks') + 2);
});

test('a very long line is cut round the place', () => {
  const text = `${'x'.repeat(5_000)} aks ${'y'.repeat(5_000)}`;
  const lines = renderDiagnostics(text, 'f', [diagnostic(text, 'aks')]).split('\n');
  expect(lines[2]!.length).toBeLessThan(200);
  expect(lines[2]!.slice(lines[3]!.indexOf('^')).startsWith('aks')).toBe(true);
});

test('a place that spans lines is marked on its first', () => {
  const text = 'a: |\n  b\n  c\n';
  const lines = renderDiagnostics(text, 'f', [diagnostic(text, '|\n  b\n  c')]).split('\n');
  expect(lines[3]!.trimEnd().endsWith('^')).toBe(true);
});

test('no diagnostics give no text', () => {
  expect(renderDiagnostics('a: 1', 'f', [])).toBe('');
});
