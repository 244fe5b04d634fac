/** The frame: rail, top line, the screen of the address, palette and map of keys. */

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { KeyCommand } from '../keys/registry.ts';
import { Key, useKeys } from '../keys/use-keys.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { IconName } from '../kit/icon.tsx';
import { Icon } from '../kit/icon.tsx';
import { later } from '../kit/later.tsx';
import { Announcer } from '../kit/notes.tsx';
import { Seal } from '../kit/seal.tsx';
import { Loading } from '../kit/states.tsx';
import { DENSITIES, readAppearance, THEMES, wear } from '../look/appearance.ts';
import { useAwaySince } from '../remote/link.ts';
import { useLiveInbox } from '../remote/live.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useCounts } from '../remote/queries.ts';
import { match } from '../router/match.ts';
import { go, Link, useAddress } from '../router/router.tsx';
import { useFormats, useLanguage, useTexts } from '../words/language.tsx';
import { Nowhere } from './nowhere.tsx';
import { fetchEntries, Palette } from './palette.tsx';
import styles from './shell.module.css';
import { SHELL } from './texts.ts';

const SCREENS = [
  {
    patterns: ['/', '/inbox/:view?/:task?'],
    Screen: later(async () => (await import('../inbox/inbox.tsx')).Inbox, Coming),
  },
  {
    patterns: ['/start/:flow?'],
    Screen: later(async () => (await import('../start/start.tsx')).Start, Coming),
  },
  {
    patterns: ['/i/:instance'],
    Screen: later(async () => (await import('../instance/viewer.tsx')).Viewer, Coming),
  },
  {
    patterns: ['/news'],
    Screen: later(async () => (await import('../news/news.tsx')).News, Coming),
  },
  {
    patterns: ['/me'],
    Screen: later(async () => (await import('../me/settings.tsx')).Settings, Coming),
  },
] as const;

const KeyMap = later(async () => (await import('./key-map.tsx')).KeyMap, Covering);

/** Who holds one of these down is about to ask for what it opens. */
const ANNOUNCED: Readonly<Record<string, () => Promise<void>>> = {
  Control: fetchEntries,
  Meta: fetchEntries,
  Shift: KeyMap.fetch,
};

/** No key reaches what lies under a dialog that is on its way. */
function Covering() {
  return (
    <Dialog label={useTexts(SHELL).product} onClose={() => {}}>
      {null}
    </Dialog>
  );
}

function Coming() {
  return <Loading what={useTexts(SHELL).product} />;
}

function screenAt(path: string) {
  return SCREENS.find(({ patterns }) => patterns.some((each) => match(each, path)));
}

/** Fetches the screen of an address while the server is still asked who it is. */
export function fetchScreen(path: string): void {
  screenAt(path)
    ?.Screen.fetch()
    .catch(() => {});
}

function prepare(fetch: (() => Promise<void>) | undefined): void {
  fetch?.().catch(() => {});
}

export function Shell() {
  const t = useTexts(SHELL);
  const { path } = useAddress();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isMapOpen, setMapOpen] = useState(false);
  useLiveInbox();
  useTitle(path);
  useShellKeys({ palette: () => setPaletteOpen(true), map: () => setMapOpen(true) });
  const screen = screenAt(path);
  useEffect(() => {
    const hear = ({ key }: KeyboardEvent): void => prepare(ANNOUNCED[key]);
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
  return (
    <div className={styles['frame']}>
      <a className="unseen" href="#screen">
        {t.skip}
      </a>
      <Rail />
      <Away />
      <Announcer />
      <TopLine onPalette={() => setPaletteOpen(true)} onMap={() => setMapOpen(true)} />
      <main id="screen" className={styles['screen']} tabIndex={-1}>
        {screen ? <screen.Screen /> : <Nowhere />}
      </main>
      {isPaletteOpen ? <Palette onClose={() => setPaletteOpen(false)} /> : null}
      {isMapOpen ? <KeyMap onClose={() => setMapOpen(false)} /> : null}
    </div>
  );
}

/** The server is not heard of, since when; the device has no room, and what that means. */
function Away() {
  const t = useTexts(SHELL);
  const { second } = useFormats();
  const sinceMs = useAwaySince();
  const { device } = useSignedIn();
  const isFull = useSyncExternalStore(device.whenFull, device.isFull);
  const said = [sinceMs === undefined ? '' : t.away(second(sinceMs)), isFull ? t.full : ''];
  return (
    <p className={styles['away']} role="status" data-shown={said.some(Boolean) || undefined}>
      {said.filter(Boolean).join(' ')}
    </p>
  );
}

/** The tab says where one is, and how much waits. */
function useTitle(path: string): void {
  const t = useTexts(SHELL);
  const { open } = useCounts();
  const way = WAYS.find(({ isHere }) => isHere(path));
  const place = way ? t[way.word] : path === '/news' ? t.news : undefined;
  useEffect(() => {
    const waiting = open > 0 ? `(${open}) ` : '';
    document.title = waiting + [place, t.product].filter(Boolean).join(' · ');
    return () => {
      document.title = t.product;
    };
  }, [open, place, t]);
}

function useShellKeys(open: { readonly palette: () => void; readonly map: () => void }): void {
  const t = useTexts(SHELL);
  const { language, speak } = useLanguage();
  const { signOut } = useSignedIn();
  const group = t.everywhere;
  const nextOf = <T,>(all: readonly T[], now: T): T => all[(all.indexOf(now) + 1) % all.length]!;
  const commands: readonly KeyCommand[] = [
    {
      id: 'palette',
      keys: ['mod+K'],
      label: t.openPalette,
      group,
      inText: true,
      run: open.palette,
    },
    { id: 'keys', keys: ['?'], label: t.openKeys, group, run: open.map },
    { id: 'go-inbox', keys: ['G I'], label: t.goInbox, group, run: () => go('/inbox') },
    { id: 'go-start', keys: ['G S'], label: t.goStart, group, run: () => go('/start') },
    { id: 'go-sent', keys: ['G T'], label: t.goSent, group, run: () => go('/inbox/sent') },
    { id: 'go-news', keys: ['G N'], label: t.goNews, group, run: () => go('/news') },
    { id: 'go-me', keys: ['G M'], label: t.goMe, group, run: () => go('/me') },
    {
      id: 'density',
      keys: ['mod+.'],
      label: t.density,
      group,
      run: () => {
        const now = readAppearance();
        wear({ ...now, density: nextOf(DENSITIES, now.density) });
      },
    },
    {
      id: 'theme',
      keys: [],
      label: t.theme,
      group,
      run: () => {
        const now = readAppearance();
        wear({ ...now, theme: nextOf(THEMES, now.theme) });
      },
    },
    {
      id: 'language',
      keys: [],
      label: t.language,
      group,
      run: () => speak(language === 'en' ? 'zh-CN' : 'en'),
    },
    { id: 'sign-out', keys: [], label: t.signOut, group, run: signOut },
  ];
  useKeys(commands);
}

interface Way {
  readonly to: string;
  readonly icon: IconName;
  readonly word: 'inbox' | 'start' | 'sent' | 'me';
  readonly isHere: (path: string) => boolean;
}

const WAYS: readonly Way[] = [
  {
    to: '/inbox',
    icon: 'inbox',
    word: 'inbox',
    isHere: (path) => path === '/' || (/^\/inbox/.test(path) && !/^\/inbox\/sent/.test(path)),
  },
  { to: '/start', icon: 'start', word: 'start', isHere: (path) => path.startsWith('/start') },
  {
    to: '/inbox/sent',
    icon: 'sent',
    word: 'sent',
    isHere: (path) => path.startsWith('/inbox/sent'),
  },
  { to: '/me', icon: 'person', word: 'me', isHere: (path) => path === '/me' },
];

function Rail() {
  const t = useTexts(SHELL);
  const { path } = useAddress();
  const { open } = useCounts();
  return (
    <nav className={styles['rail']} aria-label={t.main}>
      <p className={styles['mark']} lang="zh-CN" aria-hidden="true">
        朱批
      </p>
      <ul className={styles['ways']}>
        {WAYS.map(({ to, icon, word, isHere }) => (
          <li key={to}>
            <Link
              to={to}
              className={styles['way']}
              aria-current={isHere(path) ? 'page' : undefined}
            >
              <Icon name={icon} />
              <span className={styles['word']}>{t[word]}</span>
              {word === 'inbox' && open > 0 ? (
                <span className={styles['count']}>
                  <span aria-hidden="true">{open}</span>
                  <span className="unseen">{t.waiting(open)}</span>
                </span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function TopLine({
  onPalette,
  onMap,
}: {
  readonly onPalette: () => void;
  readonly onMap: () => void;
}) {
  const t = useTexts(SHELL);
  const { me } = useSignedIn();
  const { text } = useFormats();
  const { path } = useAddress();
  const { news } = useCounts();
  return (
    <header className={styles['top']}>
      <span className={styles['tenant']} title={me.tenant}>
        {text(me.organisation)}
      </span>
      <button
        type="button"
        className={styles['find']}
        onClick={onPalette}
        onPointerEnter={() => prepare(fetchEntries)}
      >
        <Icon name="search" size={16} />
        <span>{t.find}</span>
        <Key stroke="mod+K" />
      </button>
      <Button look="plain" className={styles['keys']} onClick={onMap} stroke="?">
        {t.keys}
      </Button>
      <Link
        to="/news"
        className={styles['bell']}
        aria-label={news > 0 ? t.unreadNews(news) : t.news}
        aria-current={path === '/news' ? 'page' : undefined}
      >
        <Icon name="bell" />
        {news > 0 ? <span className={styles['news']}>{news}</span> : null}
      </Link>
      <Link to="/me" className={styles['me']}>
        <Seal kind="closed" size="small" name={me.name} />
        <span className={styles['name']}>{text(me.name)}</span>
      </Link>
    </header>
  );
}
