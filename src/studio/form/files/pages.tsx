/** A PDF file, page under page; a page is drawn when it comes near. */

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Loading } from '../../kit/states.tsx';
import { useTexts } from '../../words/language.tsx';
import styles from './files.module.css';
import type { OpenPdf } from './pdf-chunk.ts';
import { FILES } from './texts.ts';

interface PagesProps {
  readonly bytes: ArrayBuffer;
  readonly value: string;
  readonly zoom: number;
}

export function Pages({ bytes, value, zoom }: PagesProps) {
  const t = useTexts(FILES);
  const [pdf, setPdf] = useState<OpenPdf>();
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    let opened: OpenPdf | undefined;
    let isOver = false;
    import('./pdf-chunk.ts')
      .then(({ openPdf }) => openPdf(bytes))
      .then(
        (found) => {
          opened = found;
          if (isOver) found.close();
          else setPdf(found);
        },
        () => setBroken(true),
      );
    return () => {
      isOver = true;
      opened?.close();
    };
  }, [bytes]);
  if (isBroken) return <p className={styles['note']}>{t.broken}</p>;
  if (!pdf) return <Loading what={t.loading} />;
  return (
    <div className={styles['pages']}>
      {Array.from({ length: pdf.pages }, (_, index) => index + 1).map((number) => (
        <Page key={number} pdf={pdf} value={value} number={number} zoom={zoom} />
      ))}
    </div>
  );
}

interface PageProps {
  readonly pdf: OpenPdf;
  readonly value: string;
  readonly number: number;
  readonly zoom: number;
}

/** Pages farther away than this are not drawn. */
const NEAR = '800px';
const A4 = Math.SQRT2;

function Page({ pdf, value, number, zoom }: PageProps) {
  const t = useTexts(FILES);
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isNear, setNear] = useState(false);
  const { data: shape = A4 } = useQuery({
    queryKey: ['page', value, number],
    queryFn: () => pdf.shapeOf(number),
    enabled: isNear,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watching = new IntersectionObserver(
      (entries) => setNear(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: NEAR },
    );
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  useEffect(() => {
    const width = frame.current?.clientWidth ?? 0;
    if (isNear && canvas.current && width > 0 && zoom > 0) {
      void pdf.draw(number, canvas.current, width).catch(() => undefined);
    }
  }, [pdf, number, isNear, zoom]);
  return (
    <div
      ref={frame}
      className={styles['page']}
      role="img"
      aria-label={t.page(number, pdf.pages)}
      style={{ width: `${zoom * 100}%`, aspectRatio: `1 / ${shape}` }}
    >
      {isNear ? <canvas ref={canvas} /> : null}
      <span className={styles['number']}>{t.page(number, pdf.pages)}</span>
    </div>
  );
}
