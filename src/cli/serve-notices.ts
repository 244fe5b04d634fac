/** What people are told outside the studio: the channels that this server has. */

import type { Engine, Log } from '../engine/index.ts';
import { chatChannel, mailChannel, Notices } from '../notices/index.ts';
import { hasTapPage } from '../server/index.ts';
import type { Store } from '../store/index.ts';

export interface NoticeOptions {
  /** `smtp://user:password@host:587`; without it nothing is mailed. */
  readonly smtpUrl?: string;
  /** The sender of letters; belongs to the mail server. */
  readonly mailFrom?: string;
  /** Whether people are told by the webhook of their tenant, too. */
  readonly chat?: boolean;
  /** The studio’s address as people reach it, without a slash at its end. */
  readonly publicUrl: string;
}

interface World {
  readonly store: Store;
  readonly allowedHosts: readonly string[];
  readonly studio: string;
  readonly log: Log;
}

/** Not begun yet: its sink goes to the engine first. */
export function openNotices(options: NoticeOptions, world: World): Notices {
  const { smtpUrl, publicUrl, mailFrom, chat } = options;
  const { store, allowedHosts, studio, log } = world;
  const mail = smtpUrl && mailFrom ? [mailChannel({ smtpUrl, from: mailFrom })] : [];
  const chats = chat ? [chatChannel({ store, allowedHosts, nowMs: Date.now })] : [];
  return new Notices({
    channels: [...mail, ...chats],
    publicUrl,
    hasTap: hasTapPage(studio),
    log,
  });
}

/** Begins to send; what is given back ends it. */
export function beginNotices(notices: Notices, engine: Engine): () => Promise<void> {
  notices.begin(engine);
  return () => notices.end();
}
