/**
 * The verifier on its own: `node main.ts export.ndjson [--log ID] [--checkpoints FILE] [--signer KEY]`.
 * It reads files and nothing else; exit code 0 when nothing was found, 1 when something was, 2 when
 * a file cannot be read or is no export.
 */

import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findingText, linesIn, verifyExport } from './file.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    log: { type: 'string' },
    checkpoints: { type: 'string' },
    signer: { type: 'string' },
  },
});
const [file] = positionals;
const input = file === undefined ? process.stdin : createReadStream(file);
const { log, checkpoints, signer } = values;
try {
  const report = await verifyExport(linesIn(input.setEncoding('utf8')), {
    ...(log === undefined ? {} : { log }),
    ...(signer === undefined ? {} : { key: signer }),
    ...(checkpoints === undefined ? {} : { checkpoints: readFileSync(checkpoints, 'utf8') }),
  });
  for (const finding of report.findings) process.stdout.write(`${findingText(finding)}\n`);
  const { tenant, records, findings } = report;
  process.stdout.write(
    `${tenant}, log ${report.log}: ${records} records, ${findings.length} findings\n`,
  );
  process.exitCode = findings.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
