/** `vermilion me`: who the server takes the caller for. */

import type { Command } from 'commander';
import type { Me } from '../../../protocol/index.ts';
import type { Look } from '../../output/look.ts';
import { pairs } from '../../output/table.ts';
import { inAllLanguages } from '../../output/words.ts';
import type { ConnectionOptions } from '../../session.ts';
import { clientCommand, openSession } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';

export function meCommand(program: Command, terminal: Terminal): void {
  clientCommand(program, 'me', 'who you are here, and what you may do').action(
    async (options: ConnectionOptions) => {
      const session = openSession(terminal, options);
      const me = await session.client.me();
      session.answer(me, () => meText(me, session.look));
    },
  );
}

function meText(me: Me, look: Look): string {
  const titled = (role: string): string => {
    const title = me.roleTitles[role];
    return title === undefined ? role : `${role} (${inAllLanguages(title, look.language)})`;
  };
  const rows: [string, string][] = [
    ['person', `${me.tenant}/${me.id}`],
    ['organisation', inAllLanguages(me.organisation, look.language)],
    ['roles', me.roles.map(titled).join(', ') || '–'],
    ['rights', me.rights.join(', ') || '–'],
    ['waiting', `${me.open} ${me.open === 1 ? 'task' : 'tasks'}, ${me.unread} unread`],
  ];
  return `${look.paint('bold', inAllLanguages(me.name, look.language))}\n${pairs(rows, look)}`;
}
