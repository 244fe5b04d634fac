/** What one is told by mail and chat, and when. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { NoticeWishes, NoticeWishesBody } from '../../protocol/index.ts';
import { zoneName, zonesNamed } from '../form/date/zone.ts';
import { Button } from '../kit/button.tsx';
import { Failed, Loading } from '../kit/states.tsx';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useLanguage, useTexts } from '../words/language.tsx';
import { NOTICES } from './notice-texts.ts';
import styles from './notice-wishes.module.css';
import { WhenTable } from './when-table.tsx';

const ID = 'notices';

export function NoticeWishesSection() {
  const t = useTexts(NOTICES);
  const { client, me } = useSignedIn();
  const wishes = useQuery({
    queryKey: ['notice-wishes'],
    queryFn: () => client.noticeWishes(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const place = useRef<HTMLElement>(null);
  const isThere = wishes.data !== undefined;
  // A letter leads here.
  useEffect(() => {
    if (isThere && location.hash === `#${ID}`) place.current?.scrollIntoView();
  }, [isThere]);
  return (
    <section id={ID} ref={place} className={styles['section']} aria-labelledby="notices-title">
      <h2 id="notices-title" className={styles['title']}>
        {t.title}
      </h2>
      <p className={styles['lead']}>{t.lead}</p>
      {wishes.data ? <Form known={wishes.data} isAdministrator={isOneOf(me.roles)} /> : null}
      {wishes.isPending ? <Loading what={t.title} lines={4} /> : null}
      {wishes.isError ? (
        <Failed failure={failureOf(wishes.error)} onRetry={() => wishes.refetch()} />
      ) : null}
    </section>
  );
}

function isOneOf(roles: readonly string[]): boolean {
  return roles.includes('approval-admin');
}

/** What is undefined is as usual again. */
type Change = (
  change: {
    readonly [K in keyof NoticeWishesBody]?: NoticeWishesBody[K] | undefined;
  },
) => void;

interface FormProps {
  readonly known: NoticeWishes;
  readonly isAdministrator: boolean;
}

function Form({ known, isAdministrator }: FormProps) {
  const t = useTexts(NOTICES);
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const { reachedBy, usual, ...body } = known;
  const [wishes, setWishes] = useState<NoticeWishesBody>(body);
  const [said, setSaid] = useState<'' | 'saved' | 'notSaved'>('');
  const change: Change = (next) => {
    setWishes((before) => ({ ...before, ...next }) as NoticeWishesBody);
    setSaid('');
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const saved = await client.setNoticeWishes(wishes);
      queries.setQueryData(['notice-wishes'], saved);
      setSaid('saved');
    } catch {
      setSaid('notSaved');
    }
  };
  return (
    <form className={styles['form']} onSubmit={save}>
      {reachedBy.length === 0 ? <p className={styles['none']}>{t.none}</p> : null}
      {reachedBy.length > 0 ? (
        <WhenTable
          channels={reachedBy.filter((name) => name === 'mail' || name === 'chat')}
          wishes={wishes.channels}
          isAdministrator={isAdministrator}
          onChange={(channels) => change({ channels })}
        />
      ) : null}
      <Digest wishes={wishes} change={change} />
      <Quiet wishes={wishes} change={change} />
      <Reading wishes={wishes} usual={usual} change={change} />
      <div className={styles['row']}>
        <Button type="submit" look="ink">
          {t.save}
        </Button>
        <p role="status" className={styles[said === 'notSaved' ? 'wrong' : 'said']}>
          {said === '' ? '' : t[said]}
        </p>
      </div>
    </form>
  );
}

interface PartProps {
  readonly wishes: NoticeWishesBody;
  readonly change: Change;
}

const TIMES_MAX = 6;

function Digest({ wishes: { digest }, change }: PartProps) {
  const t = useTexts(NOTICES);
  const { at } = digest;
  const setTimes = (next: string[]): void => change({ digest: { ...digest, at: next } });
  return (
    <fieldset className={styles['part']}>
      <legend>{t.digestAt}</legend>
      <div className={styles['row']}>
        {at.map((time, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: times have no other name
          <span key={n} className={styles['time']}>
            <input
              type="time"
              required
              aria-label={t.digestAt}
              value={time}
              onChange={({ target }) => setTimes(at.with(n, target.value))}
            />
            {at.length > 1 ? (
              <Button look="plain" onClick={() => setTimes(at.toSpliced(n, 1))}>
                {t.removeTime(time)}
              </Button>
            ) : null}
          </span>
        ))}
        {at.length < TIMES_MAX ? (
          <Button look="plain" onClick={() => setTimes([...at, '17:00'])}>
            {t.addTime}
          </Button>
        ) : null}
      </div>
      <label className={styles['option']}>
        <input
          type="checkbox"
          checked={digest.onWorkingDays}
          onChange={({ target }) =>
            change({ digest: { ...digest, onWorkingDays: target.checked } })
          }
        />
        {t.onWorkingDays}
      </label>
    </fieldset>
  );
}

const NIGHT = { from: '22:00', until: '07:30' };

function Quiet({ wishes: { quiet, urgentPasses }, change }: PartProps) {
  const t = useTexts(NOTICES);
  const times = quiet ?? NIGHT;
  return (
    <fieldset className={styles['part']}>
      <legend>{t.quiet}</legend>
      <div className={styles['row']}>
        <label className={styles['option']}>
          <input
            type="checkbox"
            checked={quiet !== undefined}
            onChange={({ target }) => change({ quiet: target.checked ? NIGHT : undefined })}
          />
          {t.quietOn}
        </label>
        <span className={styles['time']}>
          <input
            type="time"
            required
            disabled={!quiet}
            aria-label={t.quietOn}
            value={times.from}
            onChange={({ target }) => change({ quiet: { ...times, from: target.value } })}
          />
          {t.and}
          <input
            type="time"
            required
            disabled={!quiet}
            aria-label={t.and}
            value={times.until}
            onChange={({ target }) => change({ quiet: { ...times, until: target.value } })}
          />
        </span>
      </div>
      <label className={styles['option']}>
        <input
          type="checkbox"
          checked={urgentPasses}
          disabled={!quiet}
          onChange={({ target }) => change({ urgentPasses: target.checked })}
        />
        {t.urgentPasses}
      </label>
    </fieldset>
  );
}

const LANGUAGE_NAMES = { 'zh-CN': '中文', en: 'English' } as const;

function Reading({
  wishes: { language, timeZone },
  usual,
  change,
}: PartProps & { readonly usual: NoticeWishes['usual'] }) {
  const t = useTexts(NOTICES);
  const spoken = useLanguage().language;
  const called = (zone: string): string => zoneName(spoken, zone) || zone;
  const zones = useMemo(() => zonesNamed(spoken, zonesWith(timeZone)), [spoken, timeZone]);
  return (
    <div className={styles['reading']}>
      <label className={styles['field']}>
        {t.language}
        <select
          value={language ?? ''}
          onChange={({ target }) =>
            change({
              language:
                target.value === 'en' || target.value === 'zh-CN' ? target.value : undefined,
            })
          }
        >
          <option value="">{t.asUsual(LANGUAGE_NAMES[usual.language])}</option>
          <option value="zh-CN">{LANGUAGE_NAMES['zh-CN']}</option>
          <option value="en">{LANGUAGE_NAMES.en}</option>
        </select>
      </label>
      <label className={styles['field']}>
        {t.timeZone}
        <select
          value={timeZone ?? ''}
          onChange={({ target }) => change({ timeZone: target.value || undefined })}
        >
          <option value="">{t.asUsual(called(usual.timeZone))}</option>
          {zones.map(({ zone, name }) => (
            <option key={zone} value={zone}>
              {name}
            </option>
          ))}
        </select>
        <small>{timeZone ?? usual.timeZone}</small>
      </label>
    </div>
  );
}

/** The browser’s zones, and the one chosen, should the browser not name it. */
function zonesWith(chosen: string | undefined): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return chosen === undefined || known.includes(chosen) ? known : [chosen, ...known];
}
