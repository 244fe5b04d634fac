/** Why it came out so (R12.2): every automatic choice with its reason and its people. */

import type { Explanation } from '../../protocol/index.ts';
import { Empty } from '../kit/states.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

const VERSION_CHARS = 8;

export function Why({ items }: { readonly items: readonly Explanation[] }) {
  const t = useTexts(CASE);
  const { text, list } = useFormats();
  const told = items.filter(({ people, because }) => people || because);
  if (told.length === 0) return <Empty title={t.nothingExplained} />;
  return (
    <ol className={styles['whys']}>
      {told.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: explanations come in the order of the journal
        <li key={index}>
          <h3>
            {text(item.title)} <span>{t.results[item.result] ?? item.result}</span>
          </h3>
          {item.because ? (
            <p className={styles['because']}>
              <span>{t.because}</span> <code>{item.because.expression}</code>
              <span>
                {Object.entries(item.because.values)
                  .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
                  .join(' · ')}
              </span>
            </p>
          ) : null}
          {item.people ? (
            <dl className={styles['stages']}>
              {item.people.map((stage) => (
                <div key={`${stage.stage} ${stage.group ?? ''} ${stage.rule ?? ''}`}>
                  <dt>
                    {t.stages[stage.stage] ?? stage.stage} {stage.group ?? ''}
                  </dt>
                  <dd>
                    {list(stage.people.map(({ name }) => text(name))) || '—'}
                    {stage.rule === undefined ? null : <code>{stage.rule}</code>}
                  </dd>
                </div>
              ))}
            </dl>
          ) : null}
          {item.directory === undefined ? null : (
            <p className={styles['meta']}>{t.directory(item.directory.slice(0, VERSION_CHARS))}</p>
          )}
        </li>
      ))}
    </ol>
  );
}
