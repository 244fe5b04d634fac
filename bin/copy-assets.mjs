/** Copies what the build does not compile. */

import { cpSync, globSync } from 'node:fs';

for (const file of globSync('src/**/*.sql')) {
  cpSync(file, file.replace(/^src/, 'dist'));
}
