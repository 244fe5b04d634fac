/** A chat, or anything that turns a webhook into a message: one address a tenant, signed letters. */

import { Webhook } from 'standardwebhooks';
import { addressOf, post, targetOf } from '../engine/index.ts';
import type { Store } from '../store/index.ts';
import type { Channel, Sending } from './channel.ts';
import { NOTICE_LIMITS } from './limits.ts';

/** The tenant’s secrets: where letters go, in which form, and what signs them. */
export const CHAT_URL = 'chat.url';
export const CHAT_FORM = 'chat.form';
export const CHAT_SIGNING = 'chat.signing';

export interface ChatOptions {
  readonly store: Store;
  /** Hosts, with port, that may be called though they are private or not https. */
  readonly allowedHosts: readonly string[];
  readonly nowMs: () => number;
}

/** The channel `chat`. It is nobody’s alone: no letter of it holds a link that decides. */
export function chatChannel({ store, allowedHosts, nowMs }: ChatOptions): Channel {
  return {
    name: 'chat',
    isPrivate: false,
    reaches: async ({ tenant }) => (await store.access.secret(tenant, CHAT_URL)) !== undefined,
    send: async (sending) => {
      const { tenant } = sending.to;
      const url = await targetOf(store, tenant, `secret:${CHAT_URL}`);
      if (typeof url === 'string') return { kind: 'refused', reason: url };
      const address = await addressOf(url, allowedHosts);
      if ('problem' in address) {
        return { kind: address.isFinal ? 'refused' : 'retry', reason: address.problem };
      }
      const form = await store.access.secret(tenant, CHAT_FORM);
      const body = JSON.stringify((FORMS[form ?? ''] ?? plainForm)(sending));
      const atMs = nowMs();
      const signing = await store.access.secret(tenant, CHAT_SIGNING);
      const headers = {
        'content-type': 'application/json',
        'webhook-id': sending.id,
        'webhook-timestamp': String(Math.floor(atMs / 1000)),
        ...(signing === undefined
          ? {}
          : { 'webhook-signature': new Webhook(signing).sign(sending.id, new Date(atMs), body) }),
      };
      const bytesMax = NOTICE_LIMITS.answerBytesMax;
      const answer = await post(url, address, { headers, body, signal: sending.signal, bytesMax });
      if (!answer.ok) return { kind: 'retry', reason: answer.reason };
      return resultOf(answer.status, answer.text);
    },
    close: async () => {},
  };
}

/** What a receiver of one’s own gets. */
function plainForm({ id, to, letter }: Sending) {
  const { kind, language, subject, text, url } = letter;
  return {
    id,
    kind,
    person: to.person,
    name: to.name,
    email: to.email,
    language,
    subject,
    text,
    url,
  };
}

/** `‹subject› ‹address›`, for whoever takes a text. */
function lineOf({ to, letter }: Sending): string {
  return `${to.name} · ${letter.subject}\n${letter.url}`;
}

/** The simple text messages of group bots, as their public documentation has them. */
const FORMS: Readonly<Record<string, (sending: Sending) => object>> = {
  dingtalk: (sending) => ({ msgtype: 'text', text: { content: lineOf(sending) } }),
  wecom: (sending) => ({ msgtype: 'text', text: { content: lineOf(sending) } }),
  feishu: (sending) => ({ msg_type: 'text', content: { text: lineOf(sending) } }),
};

/** Bots answer 200 to what they refuse, and say so in a number that is not 0. */
function resultOf(status: number, text: string) {
  if (status === 410) return { kind: 'refused', reason: 'answered 410' } as const;
  if (status < 200 || status >= 300)
    return { kind: 'retry', reason: `answered ${status}` } as const;
  const code = codeOf(text);
  if (code === undefined || code === 0) return { kind: 'sent' } as const;
  return { kind: 'retry', reason: `answered ${status} with code ${code}` } as const;
}

function codeOf(text: string): number | undefined {
  try {
    const body = JSON.parse(text) as { readonly errcode?: unknown; readonly code?: unknown } | null;
    const code = body?.errcode ?? body?.code;
    return typeof code === 'number' ? code : undefined;
  } catch {
    return undefined;
  }
}
