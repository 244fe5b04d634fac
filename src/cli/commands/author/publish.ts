/** `vermilion publish`: versions for ever. */

import type { Command } from 'commander';
import type { Diagnostic } from '../../../language/index.ts';
import type { PublishResult } from '../../../protocol/index.ts';
import { ProblemError } from '../../../protocol/index.ts';
import { diagnosticsText } from '../../output/diagnostics.ts';
import type { ConnectionOptions, Session } from '../../session.ts';
import { openSession, writingCommand } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import type { FlowText } from './check.ts';
import { DiagnosticsFound, readFlow } from './check.ts';

export function publishCommand(program: Command, terminal: Terminal): void {
  writingCommand(
    program,
    'publish <file...>',
    'publish flow files; a version never changes',
  ).action(async (files: readonly string[], options: ConnectionOptions) => {
    const session = openSession(terminal, options);
    const texts = await Promise.all(files.map((file) => readFlow(terminal, file)));
    for (const [index, file] of files.entries()) {
      await publish(session, file, texts[index]!);
    }
  });
}

async function publish(session: Session, file: string, flow: FlowText): Promise<void> {
  try {
    const published = await session.client.publish(flow.text, flow.attached);
    session.answer(published, () => publishedText(published, session));
  } catch (error) {
    if (session.isJson || !(error instanceof ProblemError)) throw error;
    const diagnostics = error.problem.diagnostics as readonly Diagnostic[] | undefined;
    if (!diagnostics?.length) throw error;
    session.terminal.write(await diagnosticsText(flow, file, diagnostics, session.look));
    throw new DiagnosticsFound(1);
  }
}

function publishedText({ name, version, hash, isNew }: PublishResult, { look }: Session): string {
  const { paint } = look;
  const done = isNew ? 'Published' : 'Published before, unchanged:';
  return `${paint('green', '✓')} ${done} ${name} ${version}  ${paint('dim', hash.slice(0, 12))}\n`;
}
