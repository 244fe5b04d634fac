/** `?`: the keys of this screen, by group. */

import { Key, useCommands } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useTexts } from '../words/language.tsx';
import styles from './palette.module.css';
import { SHELL } from './texts.ts';

export function KeyMap({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts(SHELL);
  const commands = useCommands().filter(({ keys }) => keys.length > 0);
  const groups = [...Map.groupBy(commands, ({ group }) => group)];
  return (
    <Dialog label={t.keysHere} onClose={onClose}>
      <div className={styles['head']}>
        <h2>{t.keysHere}</h2>
        <Button look="plain" onClick={onClose}>
          {t.close}
        </Button>
      </div>
      <div className={styles['map']}>
        {groups.map(([group, entries]) => (
          <section key={group} className={styles['part']}>
            <h3>{group}</h3>
            <ul>
              {entries.map(({ id, label, keys }) => (
                <li key={id}>
                  <span>{label}</span>
                  <span>
                    {keys.map((stroke) => (
                      <Key key={stroke} stroke={stroke} />
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
