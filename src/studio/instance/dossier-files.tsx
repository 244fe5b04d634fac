/** The files of a form on paper: what they are called, how large they are, and the hash of their bytes. */

import { useQueries } from '@tanstack/react-query';
import type { Json, JsonObject } from '../../kernel/index.ts';
import { namedFile } from '../form/files/file-value.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useFormats, useTexts } from '../words/language.tsx';
import { CASE } from './texts.ts';

/** Shape: a form → the values of its fields, and of its tables’ cells, that name files; each once. */
export function filesIn(form: JsonObject, hidden: readonly string[]): readonly string[] {
  const shown = Object.entries(form).filter(([field]) => !hidden.includes(field));
  return [...new Set(shown.flatMap(([, value]) => filesOf(value)))];
}

function filesOf(value: Json): readonly string[] {
  if (typeof value === 'string') return namedFile(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesOf) : [];
}

/** Bytes of each file, as far as the server has said. */
export function useFileSizes(
  instance: string,
  files: readonly string[],
): ReadonlyMap<string, number> {
  const { client } = useSignedIn();
  const answers = useQueries({
    queries: files.map((value) => ({
      queryKey: ['file-size', instance, value],
      queryFn: () => client.fileSize(instance, value),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    })),
  });
  return new Map(
    files.flatMap((value, index) => {
      const size = answers[index]?.data;
      return size === undefined ? [] : [[value, size] as const];
    }),
  );
}

interface FilesProps {
  readonly form: JsonObject;
  readonly hidden: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

export function Files({ form, hidden, sizes }: FilesProps) {
  const t = useTexts(CASE);
  const { number } = useFormats();
  const files = filesIn(form, hidden);
  if (files.length === 0) return null;
  return (
    <>
      <h2>{t.files}</h2>
      <table>
        <thead>
          <tr>
            {[t.file, t.size, t.fileHash].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {files.map((value) => {
            const { name, digest } = namedFile(value)!;
            const size = sizes.get(value);
            return (
              <tr key={value}>
                <td>{name}</td>
                <td>{size === undefined ? '—' : t.bytes(number(size))}</td>
                <td>
                  <code>{digest}</code>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
