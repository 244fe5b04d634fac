/** Two moments side by side, in sentences (V7); the path beside it shows the same steps marked. */

import type { InstanceState } from '../../kernel/index.ts';
import type { JournalEntry } from '../../protocol/index.ts';
import type { Field } from '../form/fields.ts';
import { Button } from '../kit/button.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { differenceOf, happeningsIn } from './difference.ts';
import type { Names } from './moment.ts';
import { linesOf } from './story/lines.ts';
import { Changes } from './story/story.tsx';
import { STORY } from './story/texts.ts';
import { CASE } from './texts.ts';
import styles from './viewer.module.css';

interface CompareProps {
  readonly earlier: InstanceState;
  readonly later: InstanceState;
  readonly journal: readonly JournalEntry[];
  readonly names: Names;
  readonly fields: readonly Field[];
  readonly onClose: () => void;
}

export function Compare(props: CompareProps) {
  const { earlier, later, journal, names, fields, onClose } = props;
  const t = useTexts(CASE);
  const s = useTexts(STORY);
  const { text, list } = useFormats();
  const found = differenceOf(earlier, later);
  const people = (ids: readonly string[]): string =>
    list(ids.map((id) => text(names.person(id).name)));
  const happened = happeningsIn(
    found,
    linesOf(journal).filter(({ seq }) => seq <= later.seq),
  );
  const sentences = [
    ...happened.map((each) => {
      if (each.kind !== 'vote') {
        return t[each.kind](list(each.steps.map((step) => text(names.step(step)))));
      }
      const { person, vote, visit } = each.cast;
      const step = names.stepOfVisit(visit);
      const where = step === undefined ? '' : text(names.step(step));
      return t.voted(people([person]), s.votes[vote] ?? vote, where);
    }),
    found.asked.length > 0 ? t.askedNow(people(found.asked)) : '',
    found.released.length > 0 ? t.released(people(found.released)) : '',
    found.outcome === undefined ? '' : s.ended(t.outcome[found.outcome] ?? found.outcome),
  ].filter((sentence) => sentence !== '');
  return (
    <section className={styles['compare']} aria-label={t.compared}>
      <header>
        <h2>{t.between(earlier.seq, later.seq)}</h2>
        <Button look="plain" onClick={onClose}>
          {t.endCompare}
        </Button>
      </header>
      {sentences.length === 0 && found.fields.length === 0 ? <p>{t.same}</p> : null}
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {found.fields.length > 0 ? <Changes changes={found.fields} fields={fields} /> : null}
    </section>
  );
}
