/** After a submission: its number, who has it, when it is expected to end, and how to take it back (S5). */

import { caseNumber } from '../../kernel/index.ts';
import type { CommandResult, FlowDetail } from '../../protocol/index.ts';
import { Button } from '../kit/button.tsx';
import { usePace } from '../path/pace.ts';
import { useNames } from '../remote/people.ts';
import { Link } from '../router/router.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import styles from './start.module.css';
import { START } from './texts.ts';

interface AfterStartProps {
  readonly result: CommandResult;
  readonly flow: FlowDetail;
  readonly onAgain: () => void;
}

export function AfterStart({ result, flow, onAgain }: AfterStartProps) {
  const t = useTexts(START);
  const { text, distance, instant } = useFormats();
  const names = useNames(result.waitingFor.map(({ person }) => person));
  const { whole } = usePace(flow.name);
  return (
    <div className={styles['begun']} role="status">
      <p className={styles['meta']}>{text(flow.title)}</p>
      <h1>{t.submitted}</h1>
      <dl>
        <dt>{t.number}</dt>
        <dd className={styles['number']}>{caseNumber(result.instance)}</dd>
        <dt>{t.with}</dt>
        <dd>{names === '' ? t.nobody : names}</dd>
        {names === '' ? null : (
          <>
            <dt>{t.expected}</dt>
            <dd>
              {whole
                ? t.between(
                    instant(Date.now() + whole.p50Ms),
                    instant(Date.now() + whole.p90Ms),
                    distance(whole.p50Ms),
                    distance(whole.p90Ms),
                    whole.count,
                  )
                : t.notKnown}
            </dd>
            <dt>{t.takeBack}</dt>
            <dd>{t.withdrawals[withdrawalOf(flow)]}</dd>
          </>
        )}
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

type Withdrawal = keyof (typeof START)['en']['withdrawals'];

function withdrawalOf({ withdraw }: FlowDetail): Withdrawal {
  return withdraw;
}
