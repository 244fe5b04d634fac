/** Something said about a case that decides nothing; who is named in it hears of it. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Text } from '../../kernel/index.ts';
import type { Instance } from '../../protocol/index.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useSettled } from '../kit/settled.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { inBoth } from '../words/texts.ts';
import styles from './viewer.module.css';

/** Its own, since the inbox has it too and knows nothing else of a case. */
const REMARK = inBoth(
  {
    comment: 'Comment',
    say: 'Say',
    saying: 'What would you like to say?',
    naming: 'Name somebody, who is then told',
    unheard: (people: string) => `${people} will hear nothing, unless they may read every case.`,
    tooMany: (count: string) => `Only the first ${count} are told.`,
    nobody: (names: string) => `Nobody is called ${names}; nobody will be told.`,
  },
  {
    comment: '评论',
    say: '发表',
    saying: '想说什么？',
    naming: '提到谁，谁就会收到通知',
    unheard: (people) => `${people} 未参与此申请，除非有权查看全部申请，否则不会收到通知。`,
    tooMany: (count) => `只通知前 ${count} 人。`,
    nobody: (names) => `没有人叫 ${names}，不会通知任何人。`,
  },
);

interface RemarkProps {
  readonly instance: Instance;
  readonly onClose: () => void;
  /** Whether it has been said. */
  readonly onSay: (text: string) => Promise<boolean>;
}

/** More than these are named by typing. */
const OFFERED_MAX = 12;

export function Remark({ instance, onClose, onSay }: RemarkProps) {
  const t = useTexts(REMARK);
  const formats = useFormats();
  const { me, device } = useSignedIn();
  const draft = `remark.${instance.id}`;
  const [text, setText] = useState(() => device.kept(draft) ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const others = takingPart(instance).filter(({ id }) => id !== me.id);
  const write = (next: string): void => {
    setText(next);
    device.keep(draft, next === '' ? undefined : next);
  };
  const say = async (): Promise<void> => {
    if (text.trim() !== '' && (await onSay(text))) device.keep(draft, undefined);
  };
  const name = (person: Text): void => {
    const { selectionStart: from = text.length, selectionEnd: to = from } = field.current ?? {};
    const gap = from === 0 || /\s$/.test(text.slice(0, from)) ? '' : ' ';
    write(`${text.slice(0, from)}${gap}@${formats.text(person)} ${text.slice(to)}`);
    field.current?.focus();
  };
  return (
    <Dialog label={t.comment} onClose={onClose}>
      <form
        className={styles['comment']}
        onSubmit={(event) => {
          event.preventDefault();
          void say();
        }}
      >
        <textarea
          ref={field}
          aria-label={t.saying}
          placeholder={t.saying}
          rows={4}
          maxLength={4000}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            const isSent = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
            if (isSent && !event.nativeEvent.isComposing) void say();
          }}
        />
        <Unheard instance={instance.id} text={text} />
        {others.length === 0 ? null : (
          <fieldset className={styles['naming']}>
            <legend>{t.naming}</legend>
            {others.slice(0, OFFERED_MAX).map((person) => (
              <Button key={person.id} look="plain" onClick={() => name(person.name)}>
                @{formats.text(person.name)}
              </Button>
            ))}
          </fieldset>
        )}
        <Button look="ink" type="submit" disabled={text.trim() === ''}>
          {t.say}
        </Button>
      </form>
    </Dialog>
  );
}

/** Who is named and will not hear of it. */
function Unheard({ instance, text }: { readonly instance: string; readonly text: string }) {
  const t = useTexts(REMARK);
  const formats = useFormats();
  const { client } = useSignedIn();
  const settled = useSettled(text);
  const isNaming = /[@＠]/.test(text) && /[@＠]/.test(settled);
  const { data } = useQuery({
    queryKey: ['mentions', instance, settled],
    queryFn: () => client.mentions(instance, settled),
    enabled: isNaming,
    placeholderData: keepPreviousData,
  });
  const { people = [], tooMany = 0, nobody = [] } = (isNaming && data) || {};
  const deaf = people.filter((each) => !each.takesPart).map(({ name }) => formats.text(name));
  const said = [
    ...(deaf.length > 0 ? [t.unheard(formats.list(deaf))] : []),
    ...(tooMany > 0 ? [t.tooMany(formats.number(people.length))] : []),
    ...(nobody.length > 0 ? [t.nobody(formats.list(nobody.map((name) => `@${name}`)))] : []),
  ];
  return (
    <p className={styles['unheard']} role="status">
      {said.join(' ')}
    </p>
  );
}

/** Who was asked or told so far, and who asks: they may see what is said. */
function takingPart({ initiator, path, notified }: Instance): readonly Instance['initiator'][] {
  const asked = path.flatMap(({ seats }) =>
    seats.filter(({ openedAtMs }) => openedAtMs !== undefined).map(({ person }) => person),
  );
  return [...new Map([initiator, ...asked, ...notified].map((each) => [each.id, each])).values()];
}
