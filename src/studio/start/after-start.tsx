/** After a submission: its number, who has it now, and where to follow it. */

import type { CommandResult } from '../../protocol/index.ts';
import { Button } from '../kit/button.tsx';
import { useNames } from '../remote/people.ts';
import { Link } from '../router/router.tsx';
import { useTexts } from '../words/language.tsx';
import styles from './start.module.css';
import { START } from './texts.ts';

interface BegunProps {
  readonly result: CommandResult;
  readonly title: string;
  readonly onAgain: () => void;
}

export function Begun({ result, title, onAgain }: BegunProps) {
  const t = useTexts(START);
  const names = useNames(result.waitingFor.map(({ person }) => person));
  return (
    <div className={styles['begun']} role="status">
      <p className={styles['meta']}>{title}</p>
      <h1>{t.submitted}</h1>
      <dl>
        <dt>{t.number}</dt>
        <dd className={styles['number']}>{result.instance}</dd>
        <dt>{t.with}</dt>
        <dd>{names === '' ? t.nobody : names}</dd>
      </dl>
      <p className={styles['next']}>
        <Link to={`/i/${encodeURIComponent(result.instance)}`}>{t.follow}</Link>
        <Button look="plain" onClick={onAgain}>
          {t.another}
        </Button>
      </p>
    </div>
  );
}
