/** Fields that the step lets its person change: what is typed there goes with the act (R6.18). */

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { JsonObject } from '../../../kernel/index.ts';
import type { Desk, FlowDetail, Instance, Task } from '../../../protocol/index.ts';
import { ANY, FormDraft } from '../../form/form-draft.ts';
import type { Rules } from '../../form/rules.ts';
import { useLateRules } from '../../form/rules.ts';
import type { Decision } from './decide.ts';
import type { Opinion } from './opinion.ts';

export interface Edits {
  readonly draft: FormDraft;
  /** The fields that this person may change here. */
  readonly fields: ReadonlySet<string>;
  readonly isValid: boolean;
  readonly changes: Decision['form'];
}

interface EditsProps {
  readonly instance: Instance;
  readonly flow: FlowDetail;
  readonly task: Task | undefined;
  readonly desk: Desk | undefined;
  /** Where something may be changed here. */
  readonly rules: Rules | undefined;
}

const NO_RULES: Rules = { validate: () => [] };

/** What was typed before is there again, and what is typed is kept with the opinion (R6.2). */
export function useEdits(props: EditsProps, { form: typed, write }: Opinion): Edits {
  const { instance, flow, task, desk, rules = NO_RULES } = props;
  const isReturned = task?.kind === 'start' && task.status === 'open';
  const properties = Object.keys((flow.form['properties'] ?? {}) as object).join(',');
  const isOpen = task?.status === 'open';
  const editable = Object.entries((isOpen && desk?.rights) || {})
    .flatMap(([field, right]) => (right === 'edit' ? [field] : []))
    .join(',');
  const names = isReturned ? properties : editable;
  const fields = useMemo(() => new Set(names.split(',').filter(Boolean)), [names]);
  const [draft] = useState(() => restored(rules, instance.form as JsonObject, typed, fields));
  useLateRules(draft);
  const listen = useCallback((told: () => void) => draft.subscribe(ANY, told), [draft]);
  const form = useSyncExternalStore(listen, () => draft.form);
  useEffect(() => draft.rebase(instance.form as JsonObject), [draft, instance.form]);
  useEffect(
    () =>
      draft.subscribe(ANY, () => {
        const mine = [...fields].filter((name) => draft.isEdited(name));
        if (mine.length === 0) return;
        write({ form: Object.fromEntries(mine.map((name) => [name, draft.value(name) ?? null])) });
      }),
    [draft, fields, write],
  );
  const changed = [...fields].filter(
    (name) => draft.isEdited(name) && form[name] !== instance.form[name],
  );
  // The engine computes what it shows to others, from fields that may be hidden here.
  const sent = draft.typed;
  const changes = isReturned
    ? form
    : Object.fromEntries(changed.map((name) => [name, sent[name] ?? null]));
  return {
    draft,
    fields,
    // What another has left wrong in it is not this person's to mend.
    isValid: changed.length === 0 || draft.isValid,
    changes: changed.length === 0 ? undefined : changes,
  };
}

function restored(
  { validate, formulas }: Rules,
  form: JsonObject,
  typed: JsonObject,
  fields: ReadonlySet<string>,
): FormDraft {
  const draft = new FormDraft(validate, form, formulas);
  for (const [name, value] of Object.entries(typed)) {
    if (fields.has(name)) draft.set(name, value ?? undefined);
  }
  draft.touch(ANY);
  return draft;
}
