/** Seals: human ink filled in cinnabar, machine ink hollow; each status has its own silhouette. */

import type { Text } from '../../kernel/index.ts';
import { sealOf } from '../words/format.ts';
import { Icon } from './icon.tsx';
import styles from './seal.module.css';

/** `waiting`: the empty seal that waits for you; `open`: the ring of somebody else who is asked. */
export type SealKind =
  | 'approved'
  | 'rejected'
  | 'returned'
  | 'abstained'
  | 'automatic'
  | 'same'
  | 'skipped'
  | 'waiting'
  | 'open'
  | 'expected'
  | 'closed'
  | 'incident';

interface SealProps {
  readonly kind: SealKind;
  readonly name?: Text;
  /** Presses in once: for the seal that was set just now. */
  readonly isFresh?: boolean;
  readonly size?: 'small' | 'regular' | 'large';
}

/** Decoration beside the words that say who and what. */
export function Seal({ kind, name, isFresh = false, size = 'regular' }: SealProps) {
  const classes = [styles['seal'], styles[kind], styles[size], isFresh ? styles['fresh'] : ''];
  const text = name === undefined || EMPTY.has(kind) ? '' : sealOf(name);
  const isLatin = /^[ -~]+$/.test(text);
  return (
    <span
      className={classes.filter(Boolean).join(' ')}
      aria-hidden="true"
      lang={isLatin ? 'en' : 'zh-CN'}
    >
      {SIGNS[kind] ? (
        <Icon name={SIGNS[kind]} size={size === 'small' ? 12 : 16} />
      ) : (
        <span className={text.length > 1 ? styles['two'] : ''}>{text}</span>
      )}
    </span>
  );
}

/** Nobody has sealed there yet. */
const EMPTY: ReadonlySet<SealKind> = new Set(['waiting', 'open', 'expected']);

const SIGNS: { readonly [K in SealKind]?: 'gear' | 'equal' | 'skip' | 'incident' | 'back' } = {
  automatic: 'gear',
  same: 'equal',
  skipped: 'skip',
  incident: 'incident',
};
