import type { CelDiagnostic } from '../types.ts';
import type { Token } from './scan.ts';

const infix = new Set('&& || <= >= == != < > + - * / % in'.split(' '));
const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const reserved = new Set(
  (
    'as break const continue else for function if import let loop package namespace return var ' +
    'void while'
  ).split(' '),
);
const foreign: Readonly<Record<string, string>> = {
  and: 'And is written `&&`.',
  or: 'Or is written `||`.',
  not: 'Not is written `!`.',
  is: 'Equality is written `==`.',
};

/**
 * Says where and why a sequence of words stops being an expression.
 * Shape: the words of one source → one diagnostic, or nothing when the words alternate rightly.
 * Source: the grammar's own parser reports where its last complete expression ended, which is
 * one word too early for a person; this walk keeps no tree and needs no stack of calls.
 */
export function explain(tokens: readonly Token[], length: number): CelDiagnostic | undefined {
  return new Walk(tokens, length).run();
}

class Walk {
  private readonly tokens: readonly Token[];
  private readonly length: number;
  private readonly open: Token[] = [];
  private wantsOperand = true;

  constructor(tokens: readonly Token[], length: number) {
    this.tokens = tokens;
    this.length = length;
  }

  run(): CelDiagnostic | undefined {
    for (let index = 0; index < this.tokens.length; index += 1) {
      const token = this.tokens[index]!;
      const before = this.tokens[index - 1];
      const found = this.wantsOperand ? this.operand(token, before) : this.operator(token, before);
      if (found) return found;
    }
    const last = this.tokens.at(-1);
    const end = { start: this.length, end: this.length };
    if (this.wantsOperand) {
      const advice = last && `Something must follow ${quote(last)}.`;
      return problem('The expression ends too early.', end, advice);
    }
    const opener = this.open.at(-1);
    if (opener?.text === '?') return problem('The `:` of this `?` is missing.', opener);
    return opener && problem(`This ${quote(opener)} is never closed.`, opener);
  }

  private operand(token: Token, before: Token | undefined): CelDiagnostic | undefined {
    const text = token.text;
    if (before?.text === '.') return this.afterDot(token);
    if (token.kind === 'number' || token.kind === 'text') return this.settled();
    if (token.kind === 'name') {
      if (reserved.has(text)) return problem(`${quote(token)} is a reserved word.`, token);
      if (text !== 'in') return this.settled();
    }
    if (text === '-' || text === '!' || text === '.') return undefined;
    if (closing[text]) {
      this.open.push(token);
      return undefined;
    }
    const opener = this.open.at(-1);
    const emptyOrTrailing =
      opener !== undefined &&
      closing[opener.text] === text &&
      (before === opener || (before?.text === ',' && text !== ')'));
    if (emptyOrTrailing) {
      this.open.pop();
      return this.settled();
    }
    return problem(`A value is missing before ${quote(token)}.`, token);
  }

  private afterDot(token: Token): CelDiagnostic | undefined {
    if (token.kind === 'name' && token.text !== 'in') return this.settled();
    return problem(`A name must follow the dot, not ${quote(token)}.`, token);
  }

  private settled(): undefined {
    this.wantsOperand = false;
    return undefined;
  }

  private operator(token: Token, before: Token | undefined): CelDiagnostic | undefined {
    const text = token.text;
    const opener = this.open.at(-1);
    if (infix.has(text) || text === '.') return this.expectOperand();
    if (text === '?' || text === '[' || (text === '(' && before?.kind === 'name')) {
      this.open.push(token);
      return this.expectOperand();
    }
    if (text === '{' && before?.kind === 'name') {
      this.open.push(token);
      return this.expectOperand();
    }
    if (text === ':' && (opener?.text === '?' || opener?.text === '{')) {
      if (opener.text === '?') this.open.pop();
      return this.expectOperand();
    }
    if (opener?.text === '?' && (text === ',' || text in closingSigns)) {
      return problem('The `:` of this `?` is missing.', opener);
    }
    if (text === ',' && opener) return this.expectOperand();
    if (opener && closing[opener.text] === text) {
      this.open.pop();
      return undefined;
    }
    if (text in closingSigns) {
      const message = opener
        ? `${quote(token)} does not close the ${quote(opener)} before it.`
        : `${quote(token)} closes nothing.`;
      return problem(message, token);
    }
    return problem(`An operator is missing before ${quote(token)}.`, token, foreign[text]);
  }

  private expectOperand(): undefined {
    this.wantsOperand = true;
    return undefined;
  }
}

const closingSigns: Readonly<Record<string, true>> = { ')': true, ']': true, '}': true };

function quote(token: Token): string {
  const text = token.text.length > 24 ? `${token.text.slice(0, 24)}…` : token.text;
  return `\`${text}\``;
}

function problem(
  message: string,
  range: { readonly start: number; readonly end: number },
  advice?: string,
): CelDiagnostic {
  return {
    code: 'cel.syntax',
    message,
    start: range.start,
    end: range.end,
    ...(advice === undefined ? {} : { advice }),
  };
}
