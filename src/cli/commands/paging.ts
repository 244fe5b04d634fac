/** The options of commands that list, page by page. */

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { ListOptions, PageResult } from '../../protocol/index.ts';
import type { Look } from '../output/look.ts';

const LIMIT_MAX = 200;

/** Adds `--limit` and `--after`. */
export function withPaging(command: Command): Command {
  return command
    .option('--limit <number>', `rows of a page, at most ${LIMIT_MAX} (default 50)`, limitOf)
    .option('--after <cursor>', 'the page after this cursor');
}

function limitOf(value: string): number {
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new InvalidArgumentError(`A page has from 1 to ${LIMIT_MAX} rows.`);
}

/** The part of the options that the API takes. */
export function pageOf({ limit, after }: ListOptions): ListOptions {
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(after === undefined ? {} : { after }),
  };
}

/** The line under a page that is not the last. */
export function moreText({ next }: PageResult<unknown>, look: Look): string {
  return next === undefined ? '' : look.paint('dim', `\nMore: --after ${next}\n`);
}
