/** The act bar: what a task offers, each by its key; a second stroke stamps. */

import { useState } from 'react';
import type { Desk, Task } from '../../../protocol/index.ts';
import type { SingleKey } from '../../keys/chosen.ts';
import { SINGLE_KEYS } from '../../keys/chosen.ts';
import { useCommands, useKeys } from '../../keys/use-keys.tsx';
import { Button } from '../../kit/button.tsx';
import { Conflict } from '../../kit/states.tsx';
import { usePhrases } from '../../remote/shelf.ts';
import { useTexts } from '../../words/language.tsx';
import { ACT, INBOX } from '../texts.ts';
import styles from './act-bar.module.css';
import type { ActProps, Bound } from './act-props.ts';
import { ActStrip } from './act-strip.tsx';
import { Claim } from './claim.tsx';
import type { Verdict } from './decide.ts';

/** By which command a verdict is armed; no task offers two that share one. */
const COMMANDS = {
  approve: 'act-approve',
  complete: 'act-approve',
  resubmit: 'act-approve',
  reject: 'act-reject',
  return: 'act-return',
  transfer: 'act-transfer',
  add: 'act-add',
  abstain: 'act-abstain',
} as const satisfies Readonly<Record<Verdict, SingleKey>>;

/** What a task offers, as far as its step allows. */
function verdictsOf(task: Task, desk: Desk | undefined): readonly Verdict[] {
  if (task.kind === 'start') return ['resubmit'];
  if (!desk) return [];
  const allows = (act: string): boolean => desk.acts?.includes(act) ?? true;
  return [
    ...desk.verdicts,
    ...(desk.returns.length > 0 ? (['return'] as const) : []),
    ...(allows('transfer') ? (['transfer'] as const) : []),
    ...(allows('add') ? (['add'] as const) : []),
  ];
}

export function ActBar(props: ActProps) {
  const { task, desk, ticked, armed: verdict, onArm: arm } = props;
  const t = useTexts(ACT);
  const inbox = useTexts(INBOX);
  const verdicts = verdictsOf(task, desk);
  const bound = useBound(props);
  // They are there by the time that a verdict is armed.
  usePhrases();
  const commands = useCommands();
  const strokeFor = (each: Verdict): { readonly stroke?: string } => {
    const stroke = commands.find(({ id }) => id === COMMANDS[each])?.keys[0];
    return stroke === undefined ? {} : { stroke };
  };
  const offered = ticked > 0 ? [] : verdicts;
  useKeys(
    offered.map((each) => ({
      id: COMMANDS[each],
      keys: SINGLE_KEYS[COMMANDS[each]],
      label: t[each],
      group: t.group,
      run: () => arm(each),
    })),
  );
  if (verdicts.length === 0) return null;
  const changed = bound.isStale ? (
    <Conflict what={t.changed} look={t.lookAgain} onLook={bound.look} />
  ) : null;
  if (ticked > 0) {
    return (
      <>
        {changed}
        <div className={styles['bar']} role="toolbar" aria-label={t.group}>
          <p className={styles['together']}>{t.together(ticked)}</p>
          <Button look="plain" onClick={props.onUntickAll}>
            {inbox.untickAll}
          </Button>
        </div>
      </>
    );
  }
  if (verdict !== undefined && verdicts.includes(verdict)) {
    return (
      <>
        {changed}
        <ActStrip
          key={`${task.id} ${verdict}`}
          {...props}
          bound={bound}
          verdict={verdict}
          onCancel={() => arm(undefined)}
        />
      </>
    );
  }
  const [first = 'approve', ...others] = verdicts;
  return (
    <>
      {changed}
      <div className={styles['bar']} role="toolbar" aria-label={t.group}>
        <Claim task={task} desk={desk} />
        {others.toReversed().map((each) => (
          <Button
            key={each}
            look={each === 'transfer' || each === 'add' ? 'plain' : 'edge'}
            {...strokeFor(each)}
            onClick={() => arm(each)}
          >
            {t[each]}
          </Button>
        ))}
        <Button look="decide" {...strokeFor(first)} onClick={() => arm(first)}>
          {t[first]}
        </Button>
      </div>
    </>
  );
}

/**
 * What an act is bound to (R10.1): the content that was there when the task was opened, until the person
 * has said that they have seen the changes. What only arrived has not been read.
 */
function useBound({ task, seen, deciding }: ActProps): Bound {
  const [shown, setShown] = useState({ task: task.id, seen });
  const isNew = shown.task !== task.id || (shown.seen === undefined && seen !== undefined);
  if (isNew) setShown({ task: task.id, seen });
  const hasMoved = !isNew && seen !== undefined && seen !== shown.seen;
  const wasRefused = deciding.failure?.code === 'task.changed' && deciding.failedOn === task.id;
  return {
    seen: isNew ? seen : shown.seen,
    isStale: hasMoved || wasRefused,
    look: () => {
      setShown({ task: task.id, seen });
      deciding.clearFailure();
    },
  };
}
