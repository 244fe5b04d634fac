/** Which single key does what: each can be another, or none (WCAG 2.1.4). */

import { useState } from 'react';
import { Button } from '../kit/button.tsx';
import { useTexts } from '../words/language.tsx';
import type { ChosenKeys, SingleKey } from './chosen.ts';
import {
  isSingle,
  keepChosenKeys,
  readChosenKeys,
  SINGLE_KEY_IDS,
  strokesOf,
  withStroke,
} from './chosen.ts';
import styles from './key-choice.module.css';
import { strokeOf } from './stroke.ts';
import { KEYS } from './texts.ts';
import { Key, useKeyRegistry } from './use-keys.tsx';

export function KeyChoice() {
  const t = useTexts(KEYS);
  const registry = useKeyRegistry();
  const [chosen, setChosen] = useState(readChosenKeys);
  const [asking, setAsking] = useState<SingleKey>();
  const take = (next: ChosenKeys): void => {
    keepChosenKeys(next);
    registry.choose(next);
    setChosen(next);
    setAsking(undefined);
  };
  return (
    <section className={styles['choice']} aria-labelledby="single-keys">
      <h2 id="single-keys">{t.title}</h2>
      <ul>
        {SINGLE_KEY_IDS.map((id) => (
          <li key={id}>
            <span>{t.what[id]}</span>
            <button
              type="button"
              className={styles['key']}
              onClick={() => setAsking(id)}
              onBlur={() => setAsking(undefined)}
              onKeyDown={(event) => {
                if (asking !== id) return;
                if (event.key === 'Tab') return;
                event.preventDefault();
                event.stopPropagation();
                const stroke = strokeOf(event.nativeEvent);
                if (stroke === 'Escape') setAsking(undefined);
                else if (stroke !== undefined && isSingle(stroke)) {
                  take(withStroke(chosen, id, stroke));
                }
              }}
            >
              <span className="unseen">{t.change(t.what[id])}</span>
              {asking === id ? t.press : <Strokes strokes={strokesOf(chosen, id)} />}
            </button>
          </li>
        ))}
      </ul>
      <Button look="plain" onClick={() => take({})}>
        {t.reset}
      </Button>
    </section>
  );
}

function Strokes({ strokes }: { readonly strokes: readonly string[] }) {
  const t = useTexts(KEYS);
  if (strokes.length === 0) return t.none;
  return strokes.map((stroke) => <Key key={stroke} stroke={stroke} />);
}
