/** For each thing that may happen: by which channel one is told, at once or later or not. */

import type { NoticeWishesBody } from '../../protocol/index.ts';
import { useTexts } from '../words/language.tsx';
import { NOTICES } from './notice-texts.ts';
import styles from './notice-wishes.module.css';

type Channel = 'mail' | 'chat';
type Channels = NoticeWishesBody['channels'];
type Wishes = NonNullable<Channels[Channel]>;
type Kind = keyof Wishes;

const KINDS: readonly Kind[] = [
  'task',
  'reminder',
  'escalation',
  'returned',
  'ended',
  'told',
  'incident',
];
const WHENS = ['now', 'digest', 'never'] as const;

interface WhenTableProps {
  readonly channels: readonly Channel[];
  readonly wishes: Channels;
  readonly isAdministrator: boolean;
  readonly onChange: (wishes: Channels) => void;
}

export function WhenTable({ channels, wishes, isAdministrator, onChange }: WhenTableProps) {
  const t = useTexts(NOTICES);
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">{t.what}</th>
          {channels.map((channel) => (
            <th key={channel} scope="col">
              {t[channel]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {KINDS.filter((kind) => kind !== 'incident' || isAdministrator).map((kind) => (
          <tr key={kind}>
            <th scope="row">{t[kind]}</th>
            {channels.map((channel) => {
              const own = wishes[channel];
              return (
                <td key={channel}>
                  {own ? (
                    <select
                      aria-label={`${t[channel]}: ${t[kind]}`}
                      value={own[kind]}
                      onChange={({ target }) => {
                        const when = WHENS.find((each) => each === target.value) ?? 'now';
                        onChange({ ...wishes, [channel]: { ...own, [kind]: when } });
                      }}
                    >
                      {WHENS.map((when) => (
                        <option key={when} value={when}>
                          {t[when]}
                        </option>
                      ))}
                    </select>
                  ) : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
