/** Preloaded into a simulation: changes one place of the source as it is loaded. See bugs.ts. */

import { registerHooks } from 'node:module';
import { BUGS } from './bugs.ts';

const at = process.argv.indexOf('--bug');
const bug = BUGS[process.argv[at + 1] ?? ''];
if (at < 0 || !bug) throw new Error(`--bug takes one of ${Object.keys(BUGS).join(', ')}`);

let isPlanted = false;
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/src/${bug.file}`)) return loaded;
    const source = String(loaded.source);
    const changed = source.replace(bug.was, bug.becomes);
    if (changed === source) throw new Error(`${bug.file} has no ${bug.was}`);
    isPlanted = true;
    return { ...loaded, source: changed };
  },
});
process.on('exit', () => {
  if (!isPlanted) process.exitCode = 2;
});
