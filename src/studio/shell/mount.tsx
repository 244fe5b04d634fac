/** Builds the studio into an element. */

import '@fontsource-variable/public-sans/wght.css';
import '@fontsource/source-serif-4/latin-600.css';
import '../look/tokens.css';
import '../look/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { KeysProvider } from '../keys/use-keys.tsx';
import { readAppearance, wear } from '../look/appearance.ts';
import { LanguageProvider } from '../words/language.tsx';
import { Door } from './door.tsx';

export function mount(place: Element): void {
  const appearance = readAppearance();
  wear(appearance);
  createRoot(place).render(
    <StrictMode>
      <LanguageProvider>
        <KeysProvider hasPlainKeys={appearance.hasPlainKeys}>
          <Door />
        </KeysProvider>
      </LanguageProvider>
    </StrictMode>,
  );
}
