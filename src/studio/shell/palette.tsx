/** ⌘K: the field, which takes what is typed before the code that finds anything is there. */

import { useId, useState } from 'react';
import { Key } from '../keys/use-keys.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { later } from '../kit/later.tsx';
import { useTexts } from '../words/language.tsx';
import type { Entry } from './entries.tsx';
import styles from './palette.module.css';
import { SHELL } from './texts.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const Entries = later(async () => (await import('./entries.tsx')).Entries);

export const fetchEntries = Entries.fetch;

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts(SHELL);
  const list = useId();
  const [wanted, setWanted] = useState('');
  const [at, setAt] = useState(0);
  const [found, setFound] = useState<readonly Entry[]>();
  const count = found?.length ?? 0;
  const chosen = found?.[Math.min(at, count - 1)];
  const run = (entry: Entry): void => {
    onClose();
    entry.run();
  };
  return (
    <Dialog label={t.palette} onClose={onClose}>
      <input
        className={styles['field']}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={chosen && `${list}-${chosen.id}`}
        aria-label={t.palette}
        placeholder={t.palette}
        autoFocus
        value={wanted}
        onChange={(event) => {
          setWanted(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229) return;
          const step = STEPS[event.key];
          if (step !== undefined) {
            event.preventDefault();
            setAt((Math.min(at, count - 1) + step + count) % Math.max(count, 1));
          }
          if (event.key === 'Enter') {
            event.preventDefault();
            if (chosen) run(chosen);
          }
        }}
      />
      <Entries wanted={wanted} onFound={setFound} />
      <Options list={list} found={found ?? []} chosen={chosen} onRun={run} />
      {found && count === 0 ? <p className={styles['none']}>{t.nothingFits}</p> : null}
    </Dialog>
  );
}

interface OptionsProps {
  readonly list: string;
  readonly found: readonly Entry[];
  readonly chosen: Entry | undefined;
  readonly onRun: (entry: Entry) => void;
}

function Options({ list, found, chosen, onRun }: OptionsProps) {
  const t = useTexts(SHELL);
  return (
    <div id={list} role="listbox" aria-label={t.palette} className={styles['list']}>
      {found.map((entry) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
        <div
          key={entry.id}
          id={`${list}-${entry.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={entry === chosen}
          className={styles['entry']}
          ref={(element) => {
            if (entry === chosen) element?.scrollIntoView({ block: 'nearest' });
          }}
          onClick={() => onRun(entry)}
        >
          <span>{entry.label}</span>
          <span className={styles['group']}>{entry.group}</span>
          {entry.stroke === undefined ? null : <Key stroke={entry.stroke} />}
        </div>
      ))}
    </div>
  );
}
