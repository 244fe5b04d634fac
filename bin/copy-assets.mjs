/** Copies what the build does not compile: SQL and the first page. */

import { cpSync, globSync } from 'node:fs';

for (const file of globSync('src/**/*.{sql,html,css,svg}')) {
  cpSync(file, file.replace(/^src/, 'dist'));
}
for (const file of globSync('src/server/page/*.js')) cpSync(file, file.replace(/^src/, 'dist'));
