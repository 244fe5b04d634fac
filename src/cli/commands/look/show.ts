/** `vermilion show`: one instance as a dossier. */

import type { Command } from 'commander';
import { ProblemError } from '../../../protocol/index.ts';
import { dossier } from '../../output/dossier.ts';
import type { FormFields } from '../../output/form.ts';
import { instanceOf } from '../../references.ts';
import type { ConnectionOptions, Session } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

export function showCommand(program: Command, terminal: Terminal): void {
  clientCommand(program, 'show <instance>', 'an instance: form, path, people, votes').action(
    async (reference: string, options: ConnectionOptions) => {
      const session = openSession(terminal, options);
      const instance = await session.client.instance(await instanceOf(session.client, reference));
      const { name, version } = instance.flow;
      const form = session.isJson ? {} : await formFields(session, name, version);
      session.answer(instance, () => dossier(instance, form, session.look));
    },
  );
}

/** The form's schema names the fields; without the right to read it they keep their keys. */
async function formFields(session: Session, name: string, version: string): Promise<FormFields> {
  try {
    return (await session.client.flow(name, version)).form;
  } catch (error) {
    if (error instanceof ProblemError) return {};
    throw error;
  }
}
