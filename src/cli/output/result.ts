/** What a command led to: where the instance stands, and who is asked now. */

import type { CommandResult, Instance } from '../../protocol/index.ts';
import { ProblemError } from '../../protocol/index.ts';
import type { Session } from '../session.ts';
import type { Look } from './look.ts';
import { paintStatus } from './status.ts';
import { table } from './table.ts';
import { inAllLanguages, inLanguage, shortId } from './words.ts';

/** Prints a command's result; `done` says in a word what was done. */
export async function answerResult(
  session: Session,
  done: string,
  result: CommandResult,
): Promise<void> {
  const isReplayed = session.wasReplayed();
  const instance = session.isJson ? undefined : await lookAt(session, result.instance);
  session.answer(result, () => resultText(done, result, instance, { isReplayed, ...session }));
}

/** The instance as it is now; undefined when the act took it out of the caller's sight. */
async function lookAt({ client }: Session, id: string): Promise<Instance | undefined> {
  try {
    return await client.instance(id);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

interface Circumstances {
  readonly isReplayed: boolean;
  readonly look: Look;
  readonly as?: string;
}

function resultText(
  done: string,
  result: CommandResult,
  instance: Instance | undefined,
  { isReplayed, look }: Circumstances,
): string {
  const { paint } = look;
  const status = paintStatus(result.outcome ?? result.status, look);
  const subject = instance ? ` ${instance.subject}` : '';
  const id = paint('dim', shortId(result.instance, look));
  const head = `${paint('green', '✓')} ${done}${subject}  ${id}  ${status}\n`;
  const note = isReplayed ? paint('dim', '  Done before: this is the first answer.\n') : '';
  return head + note + waitingText(result, instance, look) + incidentsText(result, instance, look);
}

function waitingText(
  { waitingFor }: CommandResult,
  instance: Instance | undefined,
  look: Look,
): string {
  if (waitingFor.length === 0) return '';
  const rows = waitingFor.map(({ task, step, person }) => {
    const visit = instance?.path.find(({ seats }) => seats.some((seat) => seat.task === task));
    const seat = visit?.seats.find((candidate) => candidate.task === task);
    return [
      `  ${shortId(task, look)}`,
      visit ? inLanguage(visit.title, look.language) : step,
      seat ? inAllLanguages(seat.person.name, look.language) : person,
      look.paint('dim', person),
    ];
  });
  const columns = [{ title: '  WAITS FOR' }, { title: 'STEP', gives: true }, { title: 'PERSON' }];
  return table([...columns, { title: '' }], rows, look);
}

function incidentsText(
  { incidents }: CommandResult,
  instance: Instance | undefined,
  look: Look,
): string {
  const lines = incidents.map(({ visit, step, code }) => {
    const title = instance?.path.find((each) => each.visit === visit)?.title ?? step;
    const where = inLanguage(title, look.language);
    return `  ${look.paint('red', '!')} ${where} stands still: ${code} (visit ${visit})\n`;
  });
  return lines.join('');
}
