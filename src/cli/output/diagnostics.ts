/** Diagnostics in colour, as the language renders them. */

import type { Attached, Diagnostic } from '../../language/index.ts';
import type { Look } from './look.ts';

/** The rendered diagnostics of one file; a line that says so when there are none. */
export async function diagnosticsText(
  { text, attached }: { readonly text: string; readonly attached: Attached },
  file: string,
  diagnostics: readonly Diagnostic[],
  look: Look,
): Promise<string> {
  if (diagnostics.length === 0) return `${look.paint('green', '✓')} ${file}\n`;
  const { renderDiagnostics } = await import('../../language/index.ts');
  return renderDiagnostics(text, file, diagnostics, attached)
    .split('\n')
    .map((line) => painted(line, look))
    .join('\n');
}

function painted(line: string, { paint }: Look): string {
  const head = /^(.*:\d+:\d+:) (error|warning): (.*) (\[[\w.-]+\])$/.exec(line);
  if (head) {
    const [, place = '', severity = '', message = '', code = ''] = head;
    const colour = severity === 'error' ? 'red' : 'yellow';
    return `${paint('bold', place)} ${paint(colour, severity)}: ${message} ${paint('dim', code)}`;
  }
  const caret = /^( *\|)( *)(\^+)$/.exec(line);
  if (caret) return `${paint('dim', caret[1]!)}${caret[2]}${paint('red', caret[3]!)}`;
  const advice = /^( *=) (.*)$/.exec(line);
  if (advice) return `${paint('dim', advice[1]!)} ${paint('blue', advice[2]!)}`;
  return line.replace(/^( *\d* \|)/, (gutter) => paint('dim', gutter));
}
