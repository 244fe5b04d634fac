/** The act bar of one's own request, which waits for others. */

import type { Instance } from '../../../protocol/index.ts';
import { mayWithdraw, OwnActs, useActing } from '../../instance/own-acts.tsx';
import { useSignedIn } from '../../remote/person.tsx';
import { useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import styles from './act-bar.module.css';

export function OwnBar({ instance }: { readonly instance: Instance }) {
  const t = useTexts(ACT);
  const { me } = useSignedIn();
  const { said, act } = useActing(instance);
  const may = mayWithdraw(instance, me.id);
  if (!may && said === '') return null;
  return (
    <div className={styles['bar']} role="toolbar" aria-label={t.group}>
      <p className={styles['said']} role="status">
        {said}
      </p>
      {may ? <OwnActs act={act} /> : null}
    </div>
  );
}
