/** Reads one office file away from the page, and is thrown away with whatever it took. */

import { readOffice } from './read-office.ts';
import type { Office } from './shown.ts';

/** What became of it; without `office`, it is of another kind. */
export interface OfficeAnswer {
  readonly isBroken: boolean;
  readonly office?: Office;
}

self.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
  readOffice(data).then(
    (office) => self.postMessage({ isBroken: false, ...(office ? { office } : {}) }),
    () => self.postMessage({ isBroken: true }),
  );
});
