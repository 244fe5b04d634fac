/** The reader of PDF files: a chunk that only those load who look at one. It runs no script of the file. */

import type { PDFDocumentProxy } from 'pdfjs-dist';
import { GlobalWorkerOptions, getDocument } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

/** Set by the build. */
declare const PDF_PLACE: string;

GlobalWorkerOptions.workerSrc = worker;

export interface OpenPdf {
  readonly pages: number;
  /** Draws a page, from 1, at a width in CSS pixels; gives its height. */
  draw(page: number, canvas: HTMLCanvasElement, width: number): Promise<void>;
  /** Height over width of a page. */
  shapeOf(page: number): Promise<number>;
  close(): void;
}

export async function openPdf(bytes: ArrayBuffer): Promise<OpenPdf> {
  const task = getDocument({
    // The reader takes what it is given away from the page.
    data: new Uint8Array(bytes.slice(0)),
    cMapUrl: `${PDF_PLACE}/cmaps/`,
    standardFontDataUrl: `${PDF_PLACE}/standard_fonts/`,
    wasmUrl: `${PDF_PLACE}/wasm/`,
    useWasm: false,
    enableXfa: false,
  });
  const document: PDFDocumentProxy = await task.promise;
  return {
    pages: document.numPages,
    shapeOf: async (number) => {
      const { width, height } = (await document.getPage(number)).getViewport({ scale: 1 });
      return height / width;
    },
    draw: async (number, canvas, width) => {
      const page = await document.getPage(number);
      const scale = (width / page.getViewport({ scale: 1 }).width) * devicePixelRatio;
      const viewport = page.getViewport({ scale });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      await page.render({ canvas, viewport }).promise;
    },
    close: () => void task.destroy(),
  };
}
