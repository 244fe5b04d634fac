/** A field of files: chosen, dropped or pasted; each says how far it is, and can be shown and removed. */

import { useCallback, useEffect, useRef, useState } from 'react';
import { FILE_LIMITS } from '../../../protocol/index.ts';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useSignedIn } from '../../remote/person.tsx';
import { useFormats, useTexts } from '../../words/language.tsx';
import type { ControlProps } from '../control.ts';
import { rememberFile } from './bytes.tsx';
import { FileLink } from './file-link.tsx';
import { namedFile } from './file-value.ts';
import styles from './files.module.css';
import { FILES } from './texts.ts';
import type { Sending } from './upload.ts';
import { useUploads } from './upload.ts';

const MEGABYTE = 1_048_576;
const COUNT_MAX = 100;

/** The files that the field names now. */
function valuesIn({ draft, field }: ControlProps): readonly string[] {
  const value = draft.value(field.name);
  const all = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string' && each !== '') as string[];
}

export function Attach(props: ControlProps) {
  const { field, draft, id, isWrong } = props;
  const t = useTexts(FILES);
  const isOne = field.kind === 'file';
  const limit = isOne ? 1 : Number(field.schema['maxItems'] ?? COUNT_MAX);
  const { client } = useSignedIn();
  const [, setRound] = useState(0);
  const [said, setSaid] = useState('');
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const values = valuesIn(props);
  const put = (next: readonly string[]): void => {
    const value = isOne ? next.at(-1) : [...next];
    draft.set(field.name, next.length === 0 ? undefined : value);
    setRound((round) => round + 1);
  };
  const uploads = useUploads({
    onKept: (value, file) => {
      rememberFile(client, value, file);
      const before = isOne ? [] : valuesIn(props);
      put(before.includes(value) ? before : [...before, value]);
      setSaid(t.added(file.name));
    },
    onBusy: (isBusy) => draft.hold(field.name, isBusy),
  });
  const room = isOne ? 1 : limit - values.length - uploads.sendings.length;
  const take = (files: Iterable<File>): void => uploads.add([...files], room);
  const zone = usePasted(take);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files are dropped here; the button does the same by keys
    <div
      ref={zone}
      className={styles['attach']}
      data-attach={field.name}
      data-over={isOver || undefined}
      data-wrong={isWrong || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <ul className={styles['list']}>
        {values.map((value) => (
          <li key={value}>
            <FileLink value={value} field={field.name} />
            <Button
              look="plain"
              aria-label={t.remove(namedFile(value)?.name ?? value)}
              onClick={() => {
                put(values.filter((each) => each !== value));
                setSaid(t.removed(namedFile(value)?.name ?? value));
                document.getElementById(id)?.focus();
              }}
            >
              <Icon name="close" size={16} />
            </Button>
          </li>
        ))}
        {uploads.sendings.map((each) => (
          <OnItsWay
            key={each.id}
            sending={each}
            limit={limit}
            onRetry={() => uploads.retry(each.id)}
            onDrop={() => uploads.drop(each.id)}
          />
        ))}
      </ul>
      <p className={styles['ways']}>
        <button
          id={id}
          type="button"
          className={styles['choose']}
          aria-describedby={`${id}-problem`}
          onClick={() => input.current?.click()}
          onBlur={() => draft.touch(field.name)}
        >
          <Icon name="plus" size={16} /> {isOne ? t.chooseOne : t.choose}
        </button>
        <span>{t.orDrop}</span>
      </p>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!isOne}
        onChange={(event) => {
          take(event.target.files ?? []);
          event.target.value = '';
        }}
      />
      <span className="unseen" role="status">
        {said}
      </span>
    </div>
  );
}

/** Files that are pasted go into the field in which one is, else into the first one of the page. */
function usePasted(take: (files: Iterable<File>) => void) {
  const zone = useRef<HTMLDivElement>(null);
  const latest = useRef(take);
  latest.current = take;
  const onPaste = useCallback((event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.defaultPrevented) return;
    const within = event.target instanceof Element ? event.target.closest('[data-attach]') : null;
    if ((within ?? document.querySelector('[data-attach]')) !== zone.current) return;
    event.preventDefault();
    latest.current(files);
  }, []);
  useEffect(() => {
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [onPaste]);
  return zone;
}

interface OnItsWayProps {
  readonly sending: Sending;
  readonly limit: number;
  readonly onRetry: () => void;
  readonly onDrop: () => void;
}

function OnItsWay({ sending, limit, onRetry, onDrop }: OnItsWayProps) {
  const t = useTexts(FILES);
  const { number } = useFormats();
  const { file, share, trouble } = sending;
  const percent = Math.floor(share * 100);
  const said = { size: t.size(`${number(FILE_LIMITS.bytesMax / MEGABYTE)} MB`), name: t.name };
  return (
    <li data-trouble={trouble ? true : undefined}>
      <span className={styles['file']}>
        <Icon name={trouble ? 'incident' : 'file'} size={16} />
        <span>{file.name}</span>
      </span>
      {trouble ? (
        <span className={styles['trouble']} role="alert">
          {trouble.kind === 'failed'
            ? `${t.failed} ${trouble.failure.title}`
            : { ...said, empty: t.empty, count: t.count(limit) }[trouble.kind]}
        </span>
      ) : (
        <progress aria-label={t.sending(percent)} max={1} value={share} />
      )}
      {trouble?.kind === 'failed' ? <Button onClick={onRetry}>{t.again}</Button> : null}
      <Button
        look="plain"
        aria-label={trouble ? t.remove(file.name) : t.cancel(file.name)}
        onClick={onDrop}
      >
        <Icon name="close" size={16} />
      </Button>
    </li>
  );
}
