/** What the palette finds: all that can be done here, with its key, flows to start, cases to open. */

import { useQuery } from '@tanstack/react-query';
import { memo, useLayoutEffect, useMemo } from 'react';
import { caseNumber, typedNumber } from '../../kernel/index.ts';
import { useCommands } from '../keys/use-keys.tsx';
import { useSettled } from '../kit/settled.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFlows, useTasks } from '../remote/queries.ts';
import { go } from '../router/router.tsx';
import { useSounds } from '../start/sounds.ts';
import { useFormats, useTexts } from '../words/language.tsx';
import { SHELL } from './texts.ts';

export interface Entry {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly stroke?: string;
  readonly run: () => void;
}

function useEntries(): readonly Entry[] {
  const t = useTexts(SHELL);
  const { text } = useFormats();
  const commands = useCommands();
  const { data: flows = [] } = useFlows();
  return useMemo(() => {
    const done = commands
      .filter(({ id }) => id !== 'palette')
      .map(({ id, label, group, keys: [stroke], run }) => ({
        id,
        label,
        group,
        ...(stroke === undefined ? {} : { stroke }),
        run,
      }));
    const begun = flows.map(({ name, title }) => ({
      id: `start ${name}`,
      label: text(title),
      group: t.start,
      run: () => go(`/start/${encodeURIComponent(name)}`),
    }));
    return [...done, ...begun];
  }, [commands, flows, t, text]);
}

/** Tasks that wait for one, by words of their subject, their flow or who started them. */
function useWaiting(words: readonly string[]): readonly Entry[] {
  const { text, subject } = useFormats();
  const { data } = useTasks('open');
  const { data: flows = [] } = useFlows();
  return useMemo(() => {
    if (words.length === 0) return [];
    const titles = new Map(flows.map(({ name, title }) => [name, title]));
    const tasks = data?.pages.flatMap(({ items }) => items) ?? [];
    const fits = tasks.filter((task) => {
      const named = JSON.stringify([task.initiator.name, titles.get(task.flow) ?? '']);
      const whole = `${task.subject} ${task.flow} ${named}`.toLowerCase();
      return words.every((word) => whole.includes(word));
    });
    return fits.slice(0, CASES_MAX).map((task) => ({
      id: `case ${task.instance}`,
      label: subject(task.subject),
      group: `${text(task.initiator.name)} · ${text(titles.get(task.flow)) || task.flow}`,
      run: () => go(`/inbox/mine/${encodeURIComponent(task.id)}`),
    }));
  }, [words, data, flows, text, subject]);
}

/** The cases that the server finds by what was typed: sent, asked or decided by one, or all of them. */
function useCases(wanted: string): readonly Entry[] {
  const t = useTexts(SHELL);
  const { subject } = useFormats();
  const { client, me } = useSignedIn();
  const scope = me.rights.includes('instance.read-all') ? 'all' : 'mine';
  const settled = useSettled(wanted);
  // A number is mostly pasted whole.
  const about = (typedNumber(wanted) === undefined ? settled : wanted).trim();
  const { data = [] } = useQuery({
    queryKey: ['cases', about],
    queryFn: async () => {
      const asked = { about, limit: CASES_MAX };
      const [sent, open, done] = await Promise.all([
        client.instances({ ...asked, scope }),
        client.tasks('open', asked),
        client.tasks('done', asked),
      ]);
      const all = [...sent.items, ...open.items, ...done.items];
      return [...new Map(all.map((each) => [each.instance, each.subject]))];
    },
    enabled: about.length >= ASKED_CHARS_MIN,
  });
  return data.map(([id, line]) => ({
    id: `case ${id}`,
    label: subject(line),
    group: t.caseOf(caseNumber(id)),
    run: () => go(`/i/${encodeURIComponent(id)}`),
  }));
}

const CASES_MAX = 5;
const ASKED_CHARS_MIN = 2;

interface EntriesProps {
  readonly wanted: string;
  readonly onFound: (found: readonly Entry[]) => void;
}

/** Drawn anew only for other words or other answers: what it tells draws the palette anew. */
export const Entries = memo(function Entries({ wanted, onFound }: EntriesProps) {
  const commands = useEntries();
  const cases = useCases(wanted);
  const words = useMemo(() => wanted.toLowerCase().split(/\s+/).filter(Boolean), [wanted]);
  const waiting = useWaiting(words);
  const sounds = useSounds(words.join(' '));
  const isNumber = typedNumber(wanted) !== undefined;
  const found = useMemo(() => {
    const named = commands.filter(({ label, group, id }) => {
      const whole = `${label} ${group} ${id}`.toLowerCase();
      return words.every((word) => whole.includes(word));
    });
    const heard = commands.filter(({ label }) => words.every((word) => sounds(label, word)));
    const without = (all: readonly Entry[], gone: readonly Entry[]) =>
      all.filter(({ id }) => !gone.some((each) => each.id === id));
    // What Enter runs does not change when an answer arrives.
    return isNumber
      ? [...cases, ...without(waiting, cases), ...named]
      : [...named, ...without(heard, named), ...waiting, ...without(cases, waiting)];
  }, [commands, cases, waiting, words, sounds, isNumber]);
  useLayoutEffect(() => onFound(found), [found, onFound]);
  return null;
});
