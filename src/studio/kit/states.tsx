/** The six states of every screen, and nothing shown before it has to be. */

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import { inBoth } from '../words/texts.ts';
import { Button } from './button.tsx';
import styles from './states.module.css';

export const STATE_TEXTS = inBoth(
  {
    loading: 'Loading',
    slow: (what: string) => `${what} takes longer than usual.`,
    asOf: (when: string) => `As of ${when}`,
    nothingChanged: 'Nothing was changed.',
    mayHaveHappened: 'No answer came. Trying again does nothing twice.',
    again: 'Try again',
    code: 'Code',
    noServer: 'The server does not answer.',
    goesOn: 'This goes on by itself as soon as it does.',
    noRight: 'You may not see this.',
    askFor: (right: string) => `The right that is missing: ${right}. An administrator can give it.`,
    conflict: 'Somebody was here before you.',
    look: 'Show it as it is now',
  },
  {
    loading: '读取中',
    slow: (what) => `${what}比平时慢。`,
    asOf: (when) => `截至 ${when}`,
    nothingChanged: '没有发生任何改变。',
    mayHaveHappened: '没有收到答复。重试不会重复执行。',
    again: '重试',
    code: '代码',
    noServer: '服务器没有应答。',
    goesOn: '恢复后将自动继续。',
    noRight: '你无权查看。',
    askFor: (right) => `缺少的权限：${right}。管理员可以授予。`,
    conflict: '已有他人先行处理。',
    look: '查看当前内容',
  },
);

const PATIENCE_MS = 120;
const SLOW_MS = 2_000;

function useElapsed(ms: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isOver;
}

/** First nothing, then lines of the real geometry, then what it is that is slow. */
export function Loading({ what, lines = 6 }: { readonly what: string; readonly lines?: number }) {
  const t = useTexts(STATE_TEXTS);
  const isDue = useElapsed(PATIENCE_MS);
  const isSlow = useElapsed(SLOW_MS);
  return (
    <div className={styles['loading']} aria-busy="true">
      <span className="unseen" role="status">
        {isDue ? t.loading : ''}
      </span>
      {isDue
        ? Array.from({ length: lines }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are all the same
            <span key={index} className={styles['line']} aria-hidden="true" />
          ))
        : null}
      {isSlow ? <p className={styles['hint']}>{t.slow(what)}</p> : null}
    </div>
  );
}

/** Why there is nothing, and the one next act. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles['empty']}>
      <p className={styles['title']}>{title}</p>
      {children}
    </div>
  );
}

/** What is shown may be older than what is: says how old. */
export function Partial({ atMs }: { readonly atMs: number }) {
  const t = useTexts(STATE_TEXTS);
  const { instant } = useFormats();
  return <p className={styles['partial']}>{t.asOf(instant(atMs))}</p>;
}

interface FailedProps {
  readonly failure: Failure;
  readonly onRetry?: (() => void) | undefined;
  /** What more there is to say. */
  readonly children?: ReactNode;
}

/** What failed, whether it took effect, and a code to copy; a missing right is said as one. */
export function Failed({ failure, onRetry, children }: FailedProps) {
  const t = useTexts(STATE_TEXTS);
  const right = rightMissing(failure);
  return (
    <div className={styles['failed']} role="alert">
      <p className={styles['title']}>{titleOf(failure, right, t)}</p>
      {children}
      <p>
        {right === undefined
          ? failure.kind === 'refused'
            ? t.nothingChanged
            : t.mayHaveHappened
          : t.askFor(right)}
      </p>
      <p className={styles['code']}>
        {t.code} <code>{failure.code}</code>
      </p>
      {onRetry ? <Button onClick={onRetry}>{t.again}</Button> : null}
    </div>
  );
}

function titleOf(
  { code, title }: Failure,
  right: string | undefined,
  t: (typeof STATE_TEXTS)['en'] | (typeof STATE_TEXTS)['zh-CN'],
): string {
  if (right !== undefined) return t.noRight;
  return code === 'network' ? t.noServer : title;
}

/** What to say of anything thrown by the client. */
export function useFailureWords(): (error: unknown) => string {
  const t = useTexts(STATE_TEXTS);
  return (error) => titleOf(failureOf(error), undefined, t);
}

/** Nothing could be read; it is read as soon as the server is heard of again. */
export function Unread({ failure, onRetry }: FailedProps) {
  const t = useTexts(STATE_TEXTS);
  if (failure.code !== 'network') return <Failed failure={failure} onRetry={onRetry} />;
  return (
    <div className={styles['conflict']} role="status">
      <p className={styles['title']}>{t.noServer}</p>
      <p>{t.goesOn}</p>
      <Button onClick={onRetry}>{t.again}</Button>
    </div>
  );
}

function rightMissing({ code, detail }: Failure): string | undefined {
  if (code !== 'admin.right-missing' && code !== 'access.denied') return undefined;
  const right = (detail as { right?: unknown } | undefined)?.right;
  return typeof right === 'string' ? right : code;
}

interface ConflictProps {
  readonly what: string;
  /** What the button says, where it is not that it shows the thing anew. */
  readonly look?: string;
  readonly onLook: () => void;
}

/** Somebody else acted meanwhile: who and what, and the way to what is now. */
export function Conflict({ what, look, onLook }: ConflictProps) {
  const t = useTexts(STATE_TEXTS);
  return (
    <div className={styles['conflict']} role="alert">
      <p className={styles['title']}>{t.conflict}</p>
      <p>{what}</p>
      <Button onClick={onLook}>{look ?? t.look}</Button>
    </div>
  );
}
