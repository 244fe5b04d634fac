/** Chinese by its sound: a chunk that only a search in Latin letters loads. */

import { match } from 'pinyin-pro';

/** Whether the letters spell part of the text: `cgsq`, `caigou` for 采购申请, `chailv` for 差旅. */
export function soundsLike(text: string, letters: string): boolean {
  return match(text, letters, { continuous: true, precision: 'start', v: true }) !== null;
}
