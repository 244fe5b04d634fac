/** Which language the studio speaks, and the texts of a screen in it. */

import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { Formats } from './format.ts';
import { formatsIn } from './format.ts';
import type { Language, Texts } from './texts.ts';
import { LANGUAGES } from './texts.ts';

interface Speaking {
  readonly language: Language;
  readonly formats: Formats;
  readonly speak: (language: Language) => void;
}

const Context = createContext<Speaking | undefined>(undefined);
const KEY = 'vermilion.language';

/** The language chosen last, else the first of the browser's that is spoken here. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  const known = LANGUAGES.find((language) => language === chosen);
  if (known) return known;
  const wanted = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag));
  return wanted?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speaking = useMemo(
    () => ({
      language,
      formats: formatsIn(language),
      speak: (next: Language) => {
        setLanguage(next);
        try {
          localStorage.setItem(KEY, next);
        } catch {
          // It is spoken until the page is left.
        }
      },
    }),
    [language],
  );
  return <Context value={speaking}>{children}</Context>;
}

export function useLanguage(): Speaking {
  const speaking = useContext(Context);
  if (!speaking) throw new Error('outside of LanguageProvider');
  return speaking;
}

export function useTexts<T>(texts: Texts<T>): Texts<T>[Language] {
  return texts[useLanguage().language];
}

export function useFormats(): Formats {
  return useLanguage().formats;
}
