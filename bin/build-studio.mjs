// Builds the studio into dist/studio when its sources are not those of the last build.

import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const NODE_MAJOR = 22;
/** Smaller files are not worth another one beside them. */
const COMPRESSED_BYTES_MIN = 1024;
const SOURCES = [
  'src/{studio,cel,kernel,language,protocol}/**/*.{ts,tsx,css,html,svg}',
  'vite.config.ts',
  'package-lock.json',
  'bin/build-studio.mjs',
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'dist', 'studio');
const stamp = join(out, '.stamp');

const wanted = hashOfSources();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) await build();

function hashOfSources() {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: root }).filter((file) => !file.includes('.test.'));
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

async function build() {
  if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR) {
    throw new Error(`the studio is built by Node ${NODE_MAJOR} or later; npm brings it along`);
  }
  process.stderr.write('Building the studio …\n');
  // Whoever builds from within a test would get React's version for its authors.
  process.env.NODE_ENV = 'production';
  const vite = await import('vite');
  await vite.build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  tellWorker();
  for (const file of globSync('**/*.{js,mjs,css,html,svg}', { cwd: out }))
    compress(join(out, file));
  writeFileSync(stamp, wanted);
}

/** Tells the worker what it keeps on a device: all but the reader of PDF files and rare letters. */
function tellWorker() {
  const files = globSync('assets/*', { cwd: out })
    .filter((file) => /\.(js|css|svg)$|-latin-(wght|600)-.*\.woff2$/.test(file))
    .filter((file) => !/\/pdf/.test(file))
    .map((file) => `/${file}`)
    .sort();
  const page = readFileSync(join(out, 'index.html'), 'utf8');
  const version = createHash('sha256').update(files.join()).update(page).digest('hex').slice(0, 16);
  const worker = join(out, 'worker.js');
  const told = readFileSync(worker, 'utf8')
    .replaceAll('STUDIO_FILES', JSON.stringify(files))
    .replaceAll('STUDIO_VERSION', JSON.stringify(version));
  writeFileSync(worker, told);
}

function compress(file) {
  const content = readFileSync(file);
  if (content.length < COMPRESSED_BYTES_MIN) return;
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: quality }));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
