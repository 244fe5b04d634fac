/** `vermilion serve`: the whole platform in this process. */

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { CliFailure, EXIT } from '../failures.ts';
import type { Look } from '../output/look.ts';
import { lookOf } from '../output/look.ts';
import { pairs } from '../output/table.ts';
import type { Served, ServeOptions } from '../serve.ts';
import { DEFAULT_URL } from '../session.ts';
import type { Terminal } from '../terminal.ts';

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly databaseUrl?: string;
  readonly demo?: boolean;
  readonly oidcIssuer?: string;
  readonly oidcAudience?: string;
  readonly oidcClientId?: string;
  readonly oidcTenantClaim?: string;
  readonly oidcPersonClaim?: string;
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  readonly chat?: boolean;
  readonly publicUrl?: string;
  readonly otlpUrl?: string;
  readonly allowHost: readonly string[];
  readonly sink: readonly string[];
  readonly checkpoints?: string;
  readonly acceptRolledBackLog?: boolean;
  readonly logLevel: string;
}

const STOP_MS_MAX = 10_000;
/** A Ctrl-C can arrive twice, from the terminal and from the process that started this one. */
const SAME_STOP_MS = 300;
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export function serveCommand(program: Command, terminal: Terminal): void {
  const many = (value: string, before: readonly string[]) => [...before, value];
  program
    .command('serve')
    .description('run the server, with its own database unless another is named')
    .option('--host <host>', 'where to listen', '127.0.0.1')
    .option('-p, --port <number>', 'where to listen; 0 takes a free one', portOf, 7070)
    .option('--data <folder>', 'where the embedded database lives', './data')
    .option('--database-url <url>', 'a PostgreSQL, MariaDB or MySQL instead (DATABASE_URL)')
    .option('--demo', 'load the demo organisation and flows; anybody may act as anybody')
    .option('--oidc-issuer <url>', 'accept this issuer’s access tokens (OIDC_ISSUER)')
    .option('--oidc-audience <name>', 'the audience they must name (OIDC_AUDIENCE)')
    .option('--oidc-client-id <id>', 'browsers sign in there, as this client (OIDC_CLIENT_ID)')
    .option('--oidc-tenant-claim <name>', 'the claim with the tenant (OIDC_TENANT_CLAIM)')
    .option('--oidc-person-claim <name>', 'the claim with the person (OIDC_PERSON_CLAIM)')
    .option('--smtp-url <url>', 'the mail server for letters to people (SMTP_URL)')
    .option('--mail-from <sender>', 'who sends them: `Name <address>` (MAIL_FROM)')
    .option('--chat', 'tell people by the webhook of their tenant, too (VERMILION_CHAT)')
    .option('--public-url <url>', 'where people reach the studio (PUBLIC_URL)')
    .option('--otlp-url <url>', 'send traces there (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)')
    .option('--allow-host <host:port>', 'a private host that flows may call; repeatable', many, [])
    .option(
      '--sink <url>',
      'give events to nats:// or kafka://; repeatable (VERMILION_SINKS)',
      many,
      [],
    )
    .option('--checkpoints <folder>', 'where signed checkpoints of the audit logs are written')
    .option('--accept-rolled-back-log', 'start although an audit log is not what it was')
    .addOption(
      new Option('--log-level <level>', 'on standard error').choices(LEVELS).default('warn'),
    )
    .action((flags: Flags) => run(terminal, flags));
}

function portOf(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

async function run(terminal: Terminal, flags: Flags): Promise<void> {
  const stop = stopSignal(terminal);
  const [{ serve }, { serverLog }] = await Promise.all([
    import('../serve.ts'),
    import('../serve-log.ts'),
  ]);
  const options = serveOptions(flags, terminal.env);
  let served: Served;
  try {
    served = await serve({ ...options, log: serverLog(flags.logLevel) });
  } catch (error) {
    throw failureOf(error, flags);
  }
  terminal.write(greeting(served, flags, lookOf(terminal)));
  await stop;
  if (terminal.isWatched) terminal.complain('\nStopping …\n');
  const late = setTimeout(() => {
    terminal.complain('It did not stop within 10 s; leaving it there.\n');
    process.exit(EXIT.unreachable);
  }, STOP_MS_MAX);
  await served.stop();
  clearTimeout(late);
}

/** Resolves at the first request to stop; the next one ends the process at once. */
function stopSignal(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    let firstMs: number | undefined;
    terminal.onStop(() => {
      firstMs ??= terminal.nowMs();
      if (terminal.nowMs() - firstMs > SAME_STOP_MS) process.exit(130);
      resolve();
    });
  });
}

function serveOptions(flags: Flags, env: Terminal['env']): Omit<ServeOptions, 'log'> {
  const databaseUrl = flags.databaseUrl ?? env['DATABASE_URL'];
  const otlpUrl = flags.otlpUrl ?? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const oidc = oidcOf(flags, env);
  if (flags.demo && !LOOPBACK.includes(flags.host)) {
    const why = 'In demo mode anybody may act as anybody: it listens on this machine only.';
    throw new CliFailure(EXIT.usage, why, `Leave out --demo, or --host ${flags.host}.`);
  }
  const sinks = [...flags.sink, ...(env['VERMILION_SINKS'] ?? '').split(/\s+/).filter(Boolean)];
  return {
    host: flags.host,
    port: flags.port,
    dataDir: flags.data,
    demo: flags.demo === true,
    allowedHosts: flags.allowHost,
    sinks,
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(flags.checkpoints ? { checkpoints: flags.checkpoints } : {}),
    ...(flags.acceptRolledBackLog ? { acceptRolledBackLog: true } : {}),
    ...(otlpUrl ? { otlpUrl } : {}),
    ...lettersOf(flags, env),
    ...(oidc ? { oidc } : {}),
    ...clientOf(flags, env, oidc !== undefined),
  };
}

/** The client’s secret is in no argument: those are for everybody on the machine to read. */
function clientOf(
  flags: Flags,
  env: Terminal['env'],
  hasIssuer: boolean,
): Pick<ServeOptions, 'oidcClient'> {
  const clientId = flags.oidcClientId ?? env['OIDC_CLIENT_ID'];
  const clientSecret = env['OIDC_CLIENT_SECRET'];
  if (!clientId) return {};
  if (!hasIssuer) {
    throw new CliFailure(EXIT.usage, 'A client is one of an issuer: give --oidc-issuer, too.');
  }
  if (!(flags.publicUrl ?? env['PUBLIC_URL'])) {
    const why =
      'Browsers come back from the issuer to the studio’s address: give --public-url, too.';
    throw new CliFailure(EXIT.usage, why);
  }
  return { oidcClient: { clientId, ...(clientSecret ? { clientSecret } : {}) } };
}

function lettersOf(
  flags: Flags,
  env: Terminal['env'],
): Pick<ServeOptions, 'smtpUrl' | 'mailFrom' | 'chat' | 'publicUrl'> {
  const smtpUrl = flags.smtpUrl ?? env['SMTP_URL'];
  const mailFrom = flags.mailFrom ?? env['MAIL_FROM'];
  const publicUrl = flags.publicUrl ?? env['PUBLIC_URL'];
  if (smtpUrl && !/^smtps?:\/\/[^/]/.test(smtpUrl)) {
    throw new CliFailure(EXIT.usage, 'The mail server is an address like smtp://host:587.');
  }
  if (smtpUrl && !mailFrom) {
    throw new CliFailure(EXIT.usage, 'Letters have a sender: --mail-from "Name <address>".');
  }
  if (publicUrl && !/^https?:\/\/[^/]+\/*$/.test(publicUrl)) {
    throw new CliFailure(
      EXIT.usage,
      'The public address is one like https://approvals.example.org.',
    );
  }
  return {
    ...(smtpUrl ? { smtpUrl } : {}),
    ...(mailFrom ? { mailFrom } : {}),
    ...(flags.chat || env['VERMILION_CHAT'] ? { chat: true } : {}),
    ...(publicUrl ? { publicUrl: publicUrl.replace(/\/+$/, '') } : {}),
  };
}

function oidcOf(flags: Flags, env: Terminal['env']): ServeOptions['oidc'] {
  const issuer = flags.oidcIssuer ?? env['OIDC_ISSUER'];
  const audience = flags.oidcAudience ?? env['OIDC_AUDIENCE'];
  if (!issuer && !audience) return undefined;
  if (!issuer || !audience) {
    throw new CliFailure(EXIT.usage, 'An issuer and an audience belong together: give both.');
  }
  const tenantClaim = flags.oidcTenantClaim ?? env['OIDC_TENANT_CLAIM'];
  const personClaim = flags.oidcPersonClaim ?? env['OIDC_PERSON_CLAIM'];
  return {
    issuer,
    audience,
    ...(tenantClaim ? { tenantClaim } : {}),
    ...(personClaim ? { personClaim } : {}),
  };
}

function failureOf(error: unknown, { host, port }: Flags): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const place = `${host}:${port}`;
  if (code === 'EADDRINUSE') {
    const advice = `Take another: vermilion serve --port ${port + 1}, or --port 0 for a free one.`;
    return new CliFailure(EXIT.unreachable, `Something listens on ${place} already.`, advice);
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return new CliFailure(EXIT.unreachable, `This process may not listen on ${place} (${code}).`);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CliFailure(EXIT.unreachable, `The server did not start: ${message}`);
}

/** What is said when the server listens: where, on what, and what to try. */
export function greeting(served: Served, flags: Pick<Flags, 'data'>, look: Look): string {
  const { url, database, people, flows } = served;
  const kept = {
    embedded: `embedded in ${flags.data}`,
    adopted: `embedded in ${flags.data}, adopted: it was running`,
    external: 'external',
    memory: 'memory only',
  };
  const rows: [string, string][] = [
    ['database', kept[database]],
    ['API', `${url}/openapi.json`],
  ];
  const isDemo = people.length > 0;
  if (isDemo) rows.push(['demo', `${flows} flows; open the page above and choose who you are`]);
  const head = `${look.paint('accent', '●')} ${look.paint('bold', `Vermilion listens on ${url}`)}\n`;
  return `${head}${pairs(rows, look)}${isDemo ? trials(served, look) : ''}`;
}

function trials({ url, people }: Served, look: Look): string {
  const as = (part: string) => people.find((person) => person.part === part);
  const employee = as('employee');
  const manager = as('manager');
  if (!employee || !manager) return '';
  const who = ({ tenant, person }: typeof employee) => `--as ${tenant}/${person}`;
  const lines = [
    ...(url === DEFAULT_URL ? [] : [`export VERMILION_URL=${url}`]),
    look.paint('dim', `# ${employee.name} claims ¥62 000 …`),
    `npx vermilion start expense-claim ${who(employee)} \\`,
    '  --set amount=62000 --set category=travel --set spentOn=2026-03-02 \\',
    '  --set project=Aurora --set reason="Customer visit"',
    look.paint('dim', `# … and ${manager.name} is asked`),
    `npx vermilion tasks ${who(manager)}`,
  ];
  return `\nTry:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
