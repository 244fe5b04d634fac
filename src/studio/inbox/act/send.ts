/** One decision as the request that carries it. */

import type { Client, CommandResult } from '../../../protocol/index.ts';
import type { Decision } from './decide.ts';

/** Sends a decision under its key. */
export function send(client: Client, decision: Decision, key: string): Promise<CommandResult> {
  const { task, instance, verdict, comment, signature, form, seen } = decision;
  const said = comment.trim() === '' ? {} : { comment };
  const bound = seen === undefined ? {} : { seen };
  const changed = form === undefined ? {} : { form };
  const { person = '', where = 'beside', to = 'initiator', resume } = decision;
  switch (verdict) {
    case 'resubmit':
      return client.actOn(instance, 'resubmit', { ...said, ...changed }, key);
    case 'return': {
      const how = resume === undefined ? {} : { resume };
      return client.returnTask(task, { to, ...how, ...said, ...bound, ...changed }, key);
    }
    case 'transfer':
      return client.handOn(task, 'transfer', { to: person, ...said }, key);
    case 'add':
      return client.addPeople(task, { where, people: [person], ...said }, key);
    default: {
      const signed = signature === undefined || signature === '' ? {} : { signature };
      return client.decide(task, verdict, { ...said, ...signed, ...bound, ...changed }, key);
    }
  }
}
