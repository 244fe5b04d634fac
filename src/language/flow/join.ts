/** How authors write how many branches or children are waited for. */

import type { Join } from '../../kernel/index.ts';
import { asEither, either, mapped } from '../shape/collections.ts';
import { number, word } from '../shape/scalars.ts';

/** `all`, `any` or a number. */
export const join = either<Join>('all, any or a number', [
  { shape: asEither(word('all', 'any')), owns: (value) => typeof value === 'string' },
  {
    shape: mapped(
      number('a number'),
      (count): Join => ({ count }),
      (value) => (typeof value === 'string' ? 0 : value.count),
    ),
    owns: (value) => typeof value !== 'string',
  },
]);
