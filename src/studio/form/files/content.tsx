/** What is in a file: pages, a picture, a text as text; what could run is never let run. */

import { useEffect, useMemo, useState } from 'react';
import { Button } from '../../kit/button.tsx';
import { later } from '../../kit/later.tsx';
import { Loading } from '../../kit/states.tsx';
import { useTexts } from '../../words/language.tsx';
import { useBytes } from './bytes.tsx';
import { namedFile, shownFrom } from './file-value.ts';
import styles from './files.module.css';
import { Pages } from './pages.tsx';
import { FILES } from './texts.ts';

const OfficeView = later(async () => (await import('./office/office-view.tsx')).OfficeView, Coming);
const CsvView = later(async () => (await import('./office/office-view.tsx')).CsvView, Coming);

function Coming() {
  return <Loading what={useTexts(FILES).loading} />;
}

/** An address for bytes for as long as somebody looks at them. */
function useAddress(bytes: ArrayBuffer | undefined, type: string | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!bytes || type === undefined) return;
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setAddress(made);
    return () => {
      URL.revokeObjectURL(made);
      setAddress(undefined);
    };
  }, [bytes, type]);
  return address;
}

interface ContentProps {
  readonly value: string;
  readonly zoom: number;
}

export function Content({ value, zoom }: ContentProps) {
  const t = useTexts(FILES);
  const { data: bytes, error, refetch } = useBytes(value);
  const shown = useMemo(() => (bytes ? shownFrom(bytes) : undefined), [bytes]);
  const picture = useAddress(bytes, shown?.mediaType);
  if (error) {
    return (
      <div className={styles['note']} role="alert">
        <p>{t.unreachable}</p>
        <Button onClick={() => refetch()}>{t.fetchAgain}</Button>
      </div>
    );
  }
  if (!bytes || !shown) return <Loading what={t.loading} />;
  if (shown.kind === 'pdf') return <Pages bytes={bytes} value={value} zoom={zoom} />;
  if (shown.kind === 'image') {
    const name = namedFile(value)?.name ?? '';
    return picture === undefined ? null : (
      <img
        className={styles['picture']}
        src={picture}
        alt={name}
        style={{ width: widthAt(zoom) }}
      />
    );
  }
  if (shown.kind === 'package') {
    return <OfficeView bytes={bytes} zoom={zoom} />;
  }
  if (shown.kind === 'text' && /\.[ct]sv$/i.test(value)) {
    return <CsvView text={shown.text ?? ''} zoom={zoom} />;
  }
  if (shown.kind === 'text') {
    return <pre className={styles['text']}>{shown.text}</pre>;
  }
  return <p className={styles['note']}>{t.notShown}</p>;
}

function widthAt(zoom: number): string | undefined {
  return zoom === 1 ? undefined : `${zoom * 100}%`;
}

/** Saves the bytes under the name of the file; nothing is opened. */
export function SaveFile({ value }: { readonly value: string }) {
  const t = useTexts(FILES);
  const { data: bytes } = useBytes(value);
  const address = useAddress(bytes, 'application/octet-stream');
  const name = namedFile(value)?.name;
  if (address === undefined) return null;
  return (
    <a className={styles['save']} href={address} download={name}>
      {t.save}
    </a>
  );
}
