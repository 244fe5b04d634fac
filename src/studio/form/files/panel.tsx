/** A file beside the form that names it: the panel takes the side on which the form is not. */

import { useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useKeys } from '../../keys/use-keys.tsx';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useJournal } from '../../remote/journal.ts';
import { useFormats, useTexts } from '../../words/language.tsx';
import { useInstanceOfFiles } from './bytes.tsx';
import { Content, SaveFile } from './content.tsx';
import { namedFile } from './file-value.ts';
import styles from './files.module.css';
import { FILES } from './texts.ts';
import type { EarlierFile } from './versions.ts';
import { earlierFiles } from './versions.ts';

interface PanelProps {
  readonly value: string;
  /** The field that names it, of which earlier files may be compared. */
  readonly field: string;
  /** What was pressed to open it: the panel stays off it, and gives the focus back. */
  readonly opener: HTMLElement;
  readonly onClose: () => void;
}

/** Narrower than this it takes the whole window. */
const WIDTH_MIN = 400;
const ZOOMS: readonly number[] = [1, 1.5, 2, 3];

/** Shape: where the form stands → the free side and its width in CSS pixels. */
function placeBeside(opener: HTMLElement): {
  readonly side: 'left' | 'right';
  readonly width: number;
} {
  const form = opener.closest('[data-form]') ?? opener;
  const { left, right } = form.getBoundingClientRect();
  const [before, behind] = [left, innerWidth - right];
  const side = before > behind ? 'left' : 'right';
  return { side, width: Math.max(before, behind) - 16 };
}

export function FilePanel({ value, field, opener, onClose }: PanelProps) {
  const t = useTexts(FILES);
  const title = useId();
  const panel = useRef<HTMLElement>(null);
  const [place] = useState(() => placeBeside(opener));
  const [zoom, setZoom] = useState<number>(1);
  const [other, setOther] = useState<string>();
  const earlier = useEarlier(field, value);
  const close = (): void => {
    onClose();
    opener.focus();
  };
  useEffect(() => panel.current?.focus(), []);
  useKeys([{ id: 'close-file', keys: ['Escape'], label: t.close, group: t.preview, run: close }]);
  const isWhole = place.width < WIDTH_MIN || other !== undefined;
  const step = ZOOMS.indexOf(zoom);
  return createPortal(
    <section
      ref={panel}
      className={styles['panel']}
      data-side={isWhole ? 'whole' : place.side}
      style={isWhole ? {} : { width: place.width }}
      aria-labelledby={title}
      tabIndex={-1}
    >
      <header className={styles['head']}>
        <h2 id={title}>{namedFile(value)?.name}</h2>
        <SaveFile value={value} />
        <Button
          look="plain"
          aria-label={t.smaller}
          disabled={step === 0}
          onClick={() => setZoom(ZOOMS[step - 1] ?? 1)}
        >
          −
        </Button>
        <Button
          look="plain"
          aria-label={t.larger}
          disabled={step === ZOOMS.length - 1}
          onClick={() => setZoom(ZOOMS[step + 1] ?? 1)}
        >
          +
        </Button>
        <Button look="plain" aria-label={t.close} onClick={close}>
          <Icon name="close" size={16} />
        </Button>
      </header>
      {earlier.length > 0 ? <Earlier earlier={earlier} chosen={other} onChoose={setOther} /> : null}
      <div className={styles['sides']} data-two={other !== undefined || undefined}>
        {other === undefined ? null : (
          <Side value={other} zoom={zoom} label={labelOf(earlier, other)} />
        )}
        <Side value={value} zoom={zoom} label={undefined} isCompared={other !== undefined} />
      </div>
    </section>,
    document.body,
  );
}

function labelOf(earlier: readonly EarlierFile[], value: string): EarlierFile | undefined {
  return earlier.find((each) => each.value === value);
}

interface SideProps {
  readonly value: string;
  readonly zoom: number;
  readonly label: EarlierFile | undefined;
  readonly isCompared?: boolean;
}

function Side({ value, zoom, label, isCompared = false }: SideProps) {
  const t = useTexts(FILES);
  const { instant } = useFormats();
  const name = namedFile(value)?.name ?? value;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section className={styles['side']} tabIndex={0} aria-label={t.content(name)}>
      {label || isCompared ? (
        <p className={styles['when']}>
          <b>{label ? t.before(instant(label.untilMs)) : t.now}</b> {name}
        </p>
      ) : null}
      <Content value={value} zoom={zoom} />
    </section>
  );
}

interface EarlierProps {
  readonly earlier: readonly EarlierFile[];
  readonly chosen: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}

function Earlier({ earlier, chosen, onChoose }: EarlierProps) {
  const t = useTexts(FILES);
  const { instant } = useFormats();
  return (
    <label className={styles['earlier']}>
      {t.compare}
      <select
        value={chosen ?? ''}
        onChange={(event) => onChoose(event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="">{t.alone}</option>
        {earlier.map(({ value, untilMs }) => (
          <option key={value} value={value}>
            {namedFile(value)?.name} · {t.before(instant(untilMs))}
          </option>
        ))}
      </select>
    </label>
  );
}

function useEarlier(field: string, value: string): readonly EarlierFile[] {
  const instance = useInstanceOfFiles();
  const journal = useJournal(instance);
  return journal ? earlierFiles(journal, field).filter((each) => each.value !== value) : [];
}
