/** Buttons. Cinnabar is for a decision of a person and for nothing else. */

import type { ComponentProps, ReactNode } from 'react';
import { Key } from '../keys/use-keys.tsx';
import styles from './button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  /** `decide`: stamps; `plain`: a word; `edge`: anything else. */
  readonly look?: 'edge' | 'plain' | 'decide' | 'ink';
  readonly stroke?: string;
  readonly children: ReactNode;
}

export function Button({ look = 'edge', stroke, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={[styles['button'], styles[look], className].filter(Boolean).join(' ')}
      {...rest}
    >
      <span className={styles['label']}>{children}</span>
      {stroke === undefined ? null : <Key stroke={stroke} />}
    </button>
  );
}
