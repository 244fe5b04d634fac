/** Why it came out so (R12.2): every automatic choice with its reason and its people. */

import type { Json } from '../../kernel/index.ts';
import type { Explanation } from '../../protocol/index.ts';
import type { Field } from '../form/fields.ts';
import { Value } from '../form/value.tsx';
import { Empty } from '../kit/states.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { useRuleWords } from './rules.ts';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

const VERSION_CHARS = 8;

interface WhyProps {
  readonly items: readonly Explanation[];
  readonly fields: readonly Field[];
}

export function Why({ items, fields }: WhyProps) {
  const t = useTexts(CASE);
  const { text, list } = useFormats();
  const ruleWords = useRuleWords();
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
          {item.because ? <Because item={item} because={item.because} fields={fields} /> : null}
          {item.people ? (
            <dl className={styles['stages']}>
              {item.people.map((stage) => (
                <div key={`${stage.stage} ${stage.group ?? ''} ${stage.rule ?? ''}`}>
                  <dt>
                    {t.stages[stage.stage] ?? stage.stage} {stage.group ?? ''}
                  </dt>
                  <dd>
                    {list(stage.people.map(({ name }) => text(name))) || '—'}
                    {stage.rule === undefined ? null : (
                      <small>{ruleWords(stage.stage, stage.rule, item.people ?? [])}</small>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          ) : null}
          {item.directory === undefined ? null : (
            <details className={styles['meta']}>
              <summary>{t.directory(item.directory.slice(0, VERSION_CHARS))}</summary>
              <code>{item.directory}</code>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

interface BecauseProps {
  readonly item: Explanation;
  readonly because: NonNullable<Explanation['because']>;
  readonly fields: readonly Field[];
}

/** What the branch is called and what decided it, by their titles; the expression below, for who wrote it. */
function Because({ item, because, fields }: BecauseProps) {
  const t = useTexts(CASE);
  const { text, list } = useFormats();
  return (
    <div className={styles['because']}>
      <p>
        {item.branches ? <b>{list(item.branches.map(text))} </b> : null}
        {t.because}{' '}
        {Object.entries(because.values).map(([name, value]) => {
          const field = fields.find((each) => name === `form.${each.name}`);
          return (
            <span key={name}>
              {field ? text(field.title) : name}{' '}
              {field ? <Value field={field} value={value as Json} /> : JSON.stringify(value)}
            </span>
          );
        })}
      </p>
      <code>{because.expression}</code>
    </div>
  );
}
