/** A file of a form: its name opens it beside the form; only one is open at a time. */

import { useId, useRef, useSyncExternalStore } from 'react';
import { Icon } from '../../kit/icon.tsx';
import { later } from '../../kit/later.tsx';
import { useTexts } from '../../words/language.tsx';
import { namedFile } from './file-value.ts';
import styles from './files.module.css';
import { FILES } from './texts.ts';

const FilePanel = later(async () => (await import('./panel.tsx')).FilePanel);

let open: string | undefined;
const listeners = new Set<() => void>();

function listen(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

function show(id: string | undefined): void {
  open = id;
  for (const changed of listeners) changed();
}

interface FileLinkProps {
  readonly value: string;
  readonly field: string;
}

export function FileLink({ value, field }: FileLinkProps) {
  const t = useTexts(FILES);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = useSyncExternalStore(listen, () => open === id);
  const file = namedFile(value);
  if (!file) {
    return (
      <span className={styles['file']}>
        <Icon name="file" size={16} />
        {value}
      </span>
    );
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles['file']}
        aria-expanded={isOpen}
        aria-label={t.open(file.name)}
        onClick={() => show(isOpen ? undefined : id)}
      >
        <Icon name="file" size={16} />
        <span>{file.name}</span>
      </button>
      {isOpen && button.current ? (
        <FilePanel
          value={value}
          field={field}
          opener={button.current}
          onClose={() => show(undefined)}
        />
      ) : null}
    </>
  );
}
