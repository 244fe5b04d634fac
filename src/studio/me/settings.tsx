/** Me: who is signed in, appearance, language, single keys, substitutes, notices, access keys. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import { KeyChoice } from '../keys/key-choice.tsx';
import { useKeyRegistry } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Seal } from '../kit/seal.tsx';
import type { Appearance } from '../look/appearance.ts';
import { DENSITIES, readAppearance, THEMES, wear } from '../look/appearance.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useLanguage, useTexts } from '../words/language.tsx';
import type { Language } from '../words/texts.ts';
import { LANGUAGES } from '../words/texts.ts';
import { AccessKeysSection } from './access-keys.tsx';
import { NoticeWishesSection } from './notice-wishes.tsx';
import styles from './settings.module.css';
import { SubstitutesSection } from './substitutes.tsx';
import { ME } from './texts.ts';

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' };

export function Settings() {
  const t = useTexts(ME);
  const { language, speak } = useLanguage();
  const registry = useKeyRegistry();
  const [appearance, setAppearance] = useState(readAppearance);
  const change = (next: Partial<Appearance>): void => {
    const whole = { ...appearance, ...next };
    wear(whole);
    registry.hasPlainKeys = whole.hasPlainKeys;
    setAppearance(whole);
  };
  return (
    <div className={styles['page']}>
      <h1>{t.title}</h1>
      <Who />
      <Choice legend={t.theme}>
        {THEMES.map((theme) => (
          <Option
            key={theme}
            name="theme"
            label={t[theme]}
            isChosen={appearance.theme === theme}
            onChoose={() => change({ theme })}
          />
        ))}
      </Choice>
      <Choice legend={t.density}>
        {DENSITIES.map((density) => (
          <Option
            key={density}
            name="density"
            label={t[density]}
            isChosen={appearance.density === density}
            onChoose={() => change({ density })}
          />
        ))}
      </Choice>
      <Choice legend={t.language}>
        {LANGUAGES.map((each) => (
          <Option
            key={each}
            name="language"
            label={LANGUAGE_NAMES[each]}
            isChosen={language === each}
            onChoose={() => speak(each)}
          />
        ))}
      </Choice>
      <Choice legend={t.keys}>
        <label className={styles['option']}>
          <input
            type="checkbox"
            checked={appearance.hasPlainKeys}
            onChange={(event) => change({ hasPlainKeys: event.target.checked })}
          />
          {t.keysOn}
        </label>
      </Choice>
      <KeyChoice />
      <SubstitutesSection />
      <NoticeWishesSection />
      <AccessKeysSection />
    </div>
  );
}

function Who() {
  const t = useTexts(ME);
  const { me, signOut } = useSignedIn();
  const { text } = useFormats();
  return (
    <section className={styles['who']} aria-label={t.signedIn}>
      <Seal kind="closed" size="large" name={me.name} />
      <div>
        <p className={styles['name']}>{text(me.name)}</p>
        <p className={styles['meta']}>
          {text(me.organisation)} ·{' '}
          {t.roles(me.roles.map((role) => text(me.roleTitles?.[role] ?? role)))}
        </p>
      </div>
      <Button onClick={signOut}>{t.signOut}</Button>
    </section>
  );
}

function Choice({ legend, children }: { readonly legend: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles['choice']}>
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}

interface OptionProps {
  readonly name: string;
  readonly label: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Option({ name, label, isChosen, onChoose }: OptionProps) {
  return (
    <label className={styles['option']}>
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      {label}
    </label>
  );
}
