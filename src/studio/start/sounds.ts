/** Finding Chinese by what it sounds like, once somebody types Latin letters. */

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

const LATIN = /^[a-zü\s]+$/;

/** Whether what was typed spells part of a text; never, until the dictionary is there. */
export function useSounds(typed: string): (text: string, letters: string) => boolean {
  const { data: soundsLike } = useQuery({
    queryKey: ['pinyin'],
    queryFn: async () => (await import('./pinyin-chunk.ts')).soundsLike,
    enabled: LATIN.test(typed),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return useMemo(() => {
    return (text, letters) => LATIN.test(letters) && soundsLike?.(text, letters) === true;
  }, [soundsLike]);
}
