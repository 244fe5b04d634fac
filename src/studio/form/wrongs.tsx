/** What is wrong with a form that the engine has refused, by what its fields are called. */

import type { JsonObject } from '../../kernel/index.ts';
import type { Mistake } from '../remote/failure.ts';
import { useFormats } from '../words/language.tsx';
import { isText, objectAt } from './fields.ts';
import styles from './form.module.css';
import type { FormDraft } from './form-draft.ts';
import { ANY } from './form-draft.ts';
import { useProblem, useWrong } from './problem.ts';

interface WrongsProps {
  readonly mistakes: readonly Mistake[];
  readonly schema: JsonObject;
}

export function Wrongs({ mistakes, schema }: WrongsProps) {
  const wrong = useWrong();
  const { text } = useFormats();
  return (
    <ul className={styles['wrongs']}>
      {mistakes.map(({ field, keyword, message }) => {
        let at = schema;
        const titles: string[] = [];
        for (const part of field.split('.').filter(Boolean)) {
          const isRow = /^\d+$/.test(part);
          at = isRow ? objectAt(at, 'items') : objectAt(objectAt(at, 'properties'), part);
          titles.push(
            isRow ? String(Number(part) + 1) : isText(at['title']) ? text(at['title']) : part,
          );
        }
        return (
          <li key={field}>
            {titles.length > 0 ? <b>{titles.join(' ')} </b> : null}
            {keyword === undefined ? message : wrong(at, keyword)}
          </li>
        );
      })}
    </ul>
  );
}

/** What is wrong with the form as a whole, which stands at no field. */
export function WrongAsAWhole({ draft }: { readonly draft: FormDraft }) {
  const wrong = useWrong();
  const problem = useProblem(draft, ANY);
  return problem ? (
    <p className={styles['problem']} role="alert">
      {wrong({}, problem.keyword)}
    </p>
  ) : null;
}
