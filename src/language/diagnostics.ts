/** What an author is told: one catalogue of codes, and the shape every face reports in. */

import type { CelErrorCode } from '../cel/index.ts';
import type { JsonObject } from '../kernel/index.ts';

/** Every code of the room, with what it means in one sentence. */
export const languageErrors = {
  'yaml.too-large': 'The text is larger than the limit.',
  'yaml.too-deep': 'The text nests deeper than the limit.',
  'yaml.syntax': 'The text is not YAML 1.2.',
  'yaml.documents': 'The text holds more than one document.',
  'yaml.directive': 'A % directive is not accepted.',
  'yaml.alias': 'Anchors and aliases are not accepted.',
  'yaml.tag': 'Tags are not accepted.',
  'yaml.key': 'A key must be a plain text.',
  'yaml.duplicate-key': 'A mapping names one key twice.',
  'yaml.number': 'The number cannot be kept exactly.',
  'flow.empty': 'The text holds no flow.',
  'flow.too-many': 'There are more diagnostics than are listed.',
  'flow.unknown-key': 'No such key is known here.',
  'flow.missing-key': 'A key that is needed is missing.',
  'flow.expected': 'The value is of another kind than the one needed here.',
  'flow.unsupported': 'This part of the language is not offered yet.',
  'flow.bad-name': 'The name is not a kebab-case word.',
  'flow.bad-version': 'The version is not a semantic version.',
  'flow.bad-duration': 'The time is not above zero, or beyond the limit.',
  'flow.no-steps': 'The flow has no steps.',
  'flow.too-many-steps': 'The flow has more steps than the limit.',
  'flow.nesting-too-deep': 'Steps nest deeper than the limit.',
  'step.bad-id': 'The step id is not a kebab-case word.',
  'step.reserved-id': 'The step id has a meaning of its own.',
  'step.duplicate-id': 'Two steps have one id.',
  'step.unknown': 'No step has this id.',
  'step.bad-outcome': 'The word cannot be an outcome.',
  'step.not-asking': 'Nobody acts on this step.',
  'choice.no-branches': 'The choice has no branches.',
  'choice.otherwise-missing': 'The choice has no otherwise branch.',
  'choice.otherwise-not-last': 'A branch after otherwise is never reached.',
  'choice.otherwise-twice': 'The choice has two otherwise branches.',
  'delay.not-one': 'A delay has either a duration or an instant.',
  'goto.impossible': 'The step cannot be gone to from here.',
  'parallel.too-few-branches': 'A parallel needs two branches.',
  'parallel.empty-branch': 'A branch of a parallel has no steps.',
  'parallel.bad-join': 'The join can never be met.',
  'people.unnamed': 'Nobody is named.',
  'people.unknown-field': 'The form has no such field.',
  'people.not-a-person-field': 'The form field cannot hold a person.',
  'people.too-many-levels': 'The level is out of range.',
  'people.pool-misplaced': 'Nobody is picked, or claims anything, here.',
  'matrix.no-rows': 'The matrix has no rows.',
  'matrix.unknown-input': 'The matrix has no such input.',
  'matrix.rows-overlap': 'Two rows of the matrix hold for one case.',
  'matrix.gap': 'No row of the matrix holds for a case.',
  'matrix.not-searched': 'Whether every case has exactly one row of the matrix is not known.',
  'table.missing': 'The file with the rows is not there.',
  'table.format': 'The file is neither CSV nor YAML.',
  'table.quote': 'A quote of the table is not closed.',
  'table.no-ask': 'The table does not say who is asked.',
  'table.ragged': 'A row of the table has too many cells, or too few.',
  'people.bad-depth': 'Substitutes cannot be followed so far.',
  'people.choose-misplaced': 'Nobody can be chosen by hand here.',
  'people.choose-range': 'So many people can never be named.',
  'people.choose-no-voter': 'No voter comes before who could name the people.',
  'group.bad-name': 'The name of a group is taken, or no kebab-case word.',
  'ballot.bad-share': 'The share is not a fraction between 0 and 1.',
  'ballot.bad-count': 'The count or weight is not above zero.',
  'ballot.bad-weight': 'The weight is not a number of zero or more for a person or a role.',
  'rights.unknown-field': 'The form has no such field.',
  'return.impossible': 'The step cannot be returned to from here.',
  'distinct.too-few': 'Separation of duty needs two different steps.',
  'ladder.bad-after': 'The time is not above zero, or beyond the limit.',
  'ladder.no-stand-ins': 'The step names no stand-ins.',
  'ladder.not-rising': 'The rungs of a ladder do not rise.',
  'call.bad-url': 'The address is not one that a flow may call.',
  'call.bad-pledge': 'What undoes or confirms the call cannot be followed.',
  'call.bad-retry': 'The retry policy cannot be followed.',
  'vars.unknown': 'No variable of this name is declared.',
  'vars.bad-name': 'Expressions cannot reach a variable of this name.',
  'rule.not-one': 'A rule has either expressions or a table.',
  'rule.no-rows': 'The table has no rows.',
  'rule.not-a-list': 'A variable into which rows are collected is no list.',
  'rule.unknown-input': 'The table has no input of this name.',
  'rule.rows-overlap': 'Two rows may hold together, and the table allows one.',
  'rule.row-unreachable': 'The row is never come to.',
  'subject.reads-hidden': 'The subject line shows a field that a step hides.',
  'sound.not-exhaustive': 'For some forms no branch holds.',
  'sound.stuck': 'For some forms an expression of the step fails.',
  'sound.no-exit': 'The flow never ends, though everybody approves.',
  'sound.no-approver': 'For some forms nobody is asked to approve.',
  'sound.deadline-unmeetable': 'The deadline is shorter than the delays of the flow.',
  'sound.unreachable': 'The step is never reached.',
  'sound.branch-never-taken': 'The branch is never taken.',
  'sound.endless-loop': 'The way back runs in a circle.',
  'sound.vote-unwinnable': 'The vote can never pass.',
  'sound.self-approval': 'Everybody approves their own request.',
  'form.bad-type': 'A form is an object with properties.',
  'form.unknown-keyword': 'The schema keyword is not known here.',
  'form.unsupported-keyword': 'The schema keyword is not enforced here.',
  'form.bad-keyword': 'The schema keyword has a value that it cannot have.',
  'form.unknown-field': 'The schema names a field that it does not have.',
  'form.bad-pattern': 'The pattern cannot be matched in linear time.',
  'formula.bad-field': 'The field cannot be computed.',
  'formula.cycle': 'Formulas need each other in a circle.',
  'formula.editable': 'A step lets its people change a field that is computed.',
  'formula.reads-hidden': 'A formula shows something of a field that a step hides.',
  'formula.probes-hidden': 'What is refused of a hidden computed field tells of what is hidden.',
  'formula.too-costly': 'The formula costs more than one may.',
  'form.bad-field-name': 'Expressions cannot reach a field of this name.',
} as const;

/** A code of this room's catalogue, or one that the expression checker gave. */
export type DiagnosticCode = keyof typeof languageErrors | CelErrorCode;

/** A place in a text. Units: line and column from 1, column and offset in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A stretch of a text, end exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** An author's mistake: what is wrong, where, and what would be right. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What would be right, when that can be said. */
  readonly advice?: string;
  /** A form that shows it when the flow is started with it. */
  readonly example?: JsonObject;
  /** The attached file that the range lies in; absent: the flow's own text. */
  readonly file?: string;
  readonly range: Range;
  /** The place in the definition's tree, `steps[0].ask.of[1].role`; empty for the whole. */
  readonly path: string;
  /** The innermost step that the place lies in, for the canvas. */
  readonly step?: string;
}

/** Writes a path of the definition's tree as diagnostics show it. */
export function pathText(path: readonly (string | number)[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z][\w-]*$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}
