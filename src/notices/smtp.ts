/** Mail by SMTP. */

import { createTransport } from 'nodemailer';
import type { Addressee, Channel, Sending, Sent } from './channel.ts';
import { NOTICE_LIMITS } from './limits.ts';

export interface MailOptions {
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. */
  readonly smtpUrl: string;
  /** `Vermilion <approvals@example.org>`. */
  readonly from: string;
}

/** One address and nothing else: no list, no name, no comment, no line break. */
const ADDRESS = /^[^\s<>(),;:"@\\\p{Cc}]{1,64}@[^\s<>(),;:"@\\\p{Cc}]{1,255}$/u;

/** The channel `mail`. */
export function mailChannel({ smtpUrl, from }: MailOptions): Channel {
  const transport = createTransport(
    {
      url: smtpUrl,
      pool: true,
      maxConnections: NOTICE_LIMITS.mailConnectionsMax,
      connectionTimeout: NOTICE_LIMITS.mailConnectMs,
      greetingTimeout: NOTICE_LIMITS.mailConnectMs,
      socketTimeout: NOTICE_LIMITS.mailSilenceMs,
    },
    { from },
  );
  const host = /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return {
    name: 'mail',
    isPrivate: true,
    reaches: async ({ email }) => email !== undefined,
    send: async (sending) => {
      const { to } = sending;
      if (to.email === undefined) return { kind: 'refused', reason: 'the person has no address' };
      if (!ADDRESS.test(to.email)) return { kind: 'refused', reason: 'the address is none' };
      try {
        await transport.sendMail(mailOf(sending, to, host));
        return { kind: 'sent' };
      } catch (error) {
        return failureOf(error);
      }
    },
    close: async () => transport.close(),
  };
}

function mailOf({ id, letter }: Sending, { name, email }: Addressee, host: string) {
  const { subject, text, html, wishesUrl, language } = letter;
  return {
    to: { name, address: email! },
    messageId: `<${id}@${host}>`,
    subject,
    text,
    html,
    headers: {
      'List-Unsubscribe': `<${wishesUrl}>`,
      'Content-Language': language,
      // So that nobody's absence answers us, and no answer goes round.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface SmtpError {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly message?: unknown;
}

/** What the server says of this letter for good gives it up; anything else may pass. */
function failureOf(error: unknown): Sent {
  const { code, responseCode, response, message } = error as SmtpError;
  const reason = String(response ?? message ?? code).slice(0, NOTICE_LIMITS.reasonCharsMax);
  const isOfLetter = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isForGood = typeof responseCode === 'number' && responseCode >= 500;
  return { kind: isOfLetter && isForGood ? 'refused' : 'retry', reason };
}
