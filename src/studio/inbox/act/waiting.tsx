/** Acts that wait for the server, and those that were not sent after all. */

import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Link } from '../../router/router.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import styles from './act-bar.module.css';
import type { Queue, Queued } from './queue.ts';

export function Waiting({ queue }: { readonly queue: Queue }) {
  const t = useTexts(ACT);
  const { second, subject } = useFormats();
  const { trouble } = queue;
  if (queue.items.length === 0) return null;
  return (
    <section className={styles['waiting']} aria-label={t.queued}>
      <h2>{t.queued}</h2>
      <ul role="status">
        {queue.items.map((item) => (
          <li key={item.decision.task} data-refused={item.refused !== undefined || undefined}>
            <Icon name={item.refused === undefined ? 'hourglass' : 'changed'} size={16} />
            <span>
              <b>{t[item.decision.verdict]}</b>{' '}
              <Link to={`/inbox/mine/${encodeURIComponent(item.decision.task)}`}>
                {subject(item.subject)}
              </Link>{' '}
              <Why item={item} />
            </span>
            <Button look="plain" onClick={() => queue.remove(item.decision.task)}>
              {item.refused === undefined ? t.dontSend : t.understood}
            </Button>
          </li>
        ))}
      </ul>
      {trouble ? (
        <p role="status">
          {t.notTaken(second(trouble.againAtMs))} <code>{trouble.code}</code>{' '}
          <Button look="plain" onClick={queue.tryNow}>
            {t.tryNow}
          </Button>
        </p>
      ) : null}
    </section>
  );
}

function Why({ item: { refused } }: { readonly item: Queued }) {
  const t = useTexts(ACT);
  switch (refused) {
    case undefined:
      return t.waitsForServer;
    case 'changed':
      return t.changedMeanwhile;
    case 'closed':
      return t.closedMeanwhile;
    default:
      return refused;
  }
}
