/** From YAML text to nodes, refusing what a hostile or careless text may carry. */

import type { CST, Document, ParsedNode, Scalar } from 'yaml';
import { Composer, isAlias, isMap, isScalar, isSeq, Parser } from 'yaml';
import type { DiagnosticCode } from '../diagnostics.ts';
import { languageLimits } from '../limits.ts';
import type { Span } from '../source.ts';
import type { MapEntry, Node, ScalarNode } from './nodes.ts';

/** Takes a finding about a stretch of the text. */
export type Report = (code: DiagnosticCode, span: Span, message: string, advice?: string) => void;

type Token = CST.Token;

/** Reads one document; undefined when there is nothing to read. Never throws. */
export function composeYaml(text: string, report: Report): Node | undefined {
  if (text.length > languageLimits.textCharsMax) {
    report(
      'yaml.too-large',
      { start: 0, end: 1 },
      `The text has ${text.length} characters; ${languageLimits.textCharsMax} are allowed.`,
    );
    return undefined;
  }
  try {
    const tokens = readTokens(text, report);
    if (!tokens) return undefined;
    const composer = new Composer({
      uniqueKeys: false,
      prettyErrors: false,
      stringKeys: true,
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
      logLevel: 'silent',
    });
    for (const document of composer.compose(tokens, true, text.length)) {
      return readDocument(document, text, report);
    }
  } catch {
    report('yaml.syntax', { start: 0, end: 1 }, 'The text cannot be read as YAML.');
  }
  return undefined;
}

const ERROR_TOKENS_MAX = 20;

/** The tokens up to the end of the first document; undefined when they must not be composed. */
function readTokens(text: string, report: Report): Token[] | undefined {
  const tokens: Token[] = [];
  let documents = 0;
  let errors = 0;
  for (const token of new Parser().parse(text)) {
    if (token.type === 'directive') {
      const span = { start: token.offset, end: token.offset + token.source.length };
      report('yaml.directive', span, `"${token.source.slice(0, 40)}" is not accepted.`);
      continue;
    }
    if (token.type === 'document') {
      documents += 1;
      if (documents > 1) {
        report(
          'yaml.documents',
          { start: token.offset, end: token.offset + 3 },
          'A second document starts here; one file holds one flow.',
        );
        return tokens;
      }
      const deep = firstTooDeep(token);
      if (deep !== undefined) {
        report(
          'yaml.too-deep',
          { start: deep, end: deep + 1 },
          `The text nests deeper than ${languageLimits.nestingMax} levels.`,
        );
        return undefined;
      }
    }
    if (token.type === 'error') errors += 1;
    tokens.push(token);
    if (errors >= ERROR_TOKENS_MAX) break;
  }
  return tokens;
}

/** The offset of the first collection below the nesting limit; walks without recursion. */
function firstTooDeep(document: Token): number | undefined {
  const stack: { readonly token: Token; readonly depth: number }[] = [
    { token: document, depth: -1 },
  ];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { token, depth } = top;
    if (depth >= languageLimits.nestingMax) return token.offset;
    if (token.type === 'document' && token.value) {
      stack.push({ token: token.value, depth: depth + 1 });
    }
    if (!('items' in token)) continue;
    for (const item of token.items) {
      for (const part of [item.key, item.value]) {
        if (part && 'items' in part) stack.push({ token: part, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

function readDocument(
  document: Document.Parsed | Document,
  text: string,
  report: Report,
): Node | undefined {
  for (const error of document.errors) {
    if (error.code === 'NON_STRING_KEY') continue;
    const [start, end] = error.pos;
    const many = error.code === 'MULTIPLE_DOCS';
    const code = many ? 'yaml.documents' : (CODES[error.code] ?? 'yaml.syntax');
    report(code, { start, end: Math.max(end, start + 1) }, `${error.message.split('\n')[0]}.`);
  }
  if (document.contents === null) return undefined;
  return new Nodes(text, report).read(document.contents as ParsedNode);
}

const CODES: { readonly [code: string]: DiagnosticCode } = {
  BAD_ALIAS: 'yaml.alias',
  ALIAS_PROPS: 'yaml.alias',
  MULTIPLE_ANCHORS: 'yaml.alias',
  MULTIPLE_TAGS: 'yaml.tag',
  TAG_RESOLVE_FAILED: 'yaml.tag',
};

const STYLES: { readonly [type: string]: ScalarNode['style'] } = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

class Nodes {
  readonly #text: string;
  readonly #report: Report;

  constructor(text: string, report: Report) {
    this.#text = text;
    this.#report = report;
  }

  read(node: ParsedNode | null, fallback: Span = { start: 0, end: 0 }): Node {
    if (node === null) return this.#scalar(null, 'plain', fallback);
    const span = { start: node.range[0], end: Math.max(node.range[0], node.range[1]) };
    if (isAlias(node)) {
      this.#report('yaml.alias', span, 'An alias is not accepted.', 'Write the value out.');
      return this.#scalar(null, 'plain', span);
    }
    if (node.anchor !== undefined) {
      this.#report('yaml.alias', span, `The anchor "${node.anchor}" is not accepted.`);
    }
    if (node.tag !== undefined) {
      this.#report('yaml.tag', span, `The tag "${node.tag}" is not accepted.`);
    }
    if (isMap(node)) return this.#map(node.items as unknown as ParsedPair[], span);
    if (isSeq(node)) {
      const items = (node.items as (ParsedNode | null)[]).map((item) => this.read(item, span));
      return { kind: 'list', items, span };
    }
    if (isScalar(node)) return this.#readScalar(node, span);
    return this.#scalar(null, 'plain', span);
  }

  #readScalar(node: Scalar, span: Span): ScalarNode {
    const style = STYLES[node.type ?? ''] ?? 'plain';
    const value = node.value;
    if (typeof value === 'number') {
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
        this.#report(
          'yaml.number',
          span,
          'The number is too large to be kept exactly.',
          'Put it in quotes to keep it as a text.',
        );
        return this.#scalar(0, style, span);
      }
      return this.#scalar(value === 0 ? 0 : value, style, span);
    }
    if (typeof value === 'string' || typeof value === 'boolean') {
      return this.#scalar(value, style, span);
    }
    return this.#scalar(null, style, span);
  }

  #scalar(value: ScalarNode['value'], style: ScalarNode['style'], span: Span): ScalarNode {
    return { kind: 'scalar', value, style, span, raw: this.#text.slice(span.start, span.end) };
  }

  #map(pairs: readonly ParsedPair[], span: Span): Node {
    const entries = new Map<string, MapEntry>();
    for (const { key, value } of pairs) {
      const keyNode = this.read(key, span);
      const keySpan = keyNode.span;
      if (keyNode.kind !== 'scalar' || typeof keyNode.value !== 'string') {
        this.#report('yaml.key', keySpan, 'A key must be a text.');
        continue;
      }
      const name = keyNode.value;
      if (name === '__proto__') {
        this.#report('yaml.key', keySpan, 'The key "__proto__" is not accepted.');
        continue;
      }
      if (name === '<<') {
        this.#report('yaml.key', keySpan, 'Merge keys are not accepted.', 'Write the keys out.');
        continue;
      }
      const read = this.read(value, { start: keySpan.end, end: keySpan.end });
      if (entries.has(name)) {
        this.#report('yaml.duplicate-key', keySpan, `The key "${name}" is here already.`);
        continue;
      }
      entries.set(name, { key: name, keySpan, value: read });
    }
    return { kind: 'map', entries, span };
  }
}

interface ParsedPair {
  readonly key: ParsedNode | null;
  readonly value: ParsedNode | null;
}
