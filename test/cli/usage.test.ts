import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { completionScript } from '../../src/cli/commands/completion.ts';
import { EXIT_MEANING } from '../../src/cli/failures.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { steadyFetch } from '../../src/cli/steady-fetch.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { vermilion } from './terminal.ts';

const NOBODY = 'http://127.0.0.1:9';
const files = { readFile: (path: string) => readFile(path, 'utf8') };

const ISSUER = ['--oidc-issuer', 'https://idp.example', '--oidc-audience', 'vermilion'];

describe('usage', () => {
  test('--help lists every exit code and every command', async () => {
    const { code, out } = await vermilion(['--help']);
    expect(code).toBe(0);
    for (const meaning of Object.values(EXIT_MEANING)) expect(out).toContain(meaning);
    for (const name of ['serve', 'check', 'approve', 'dead-letters']) expect(out).toContain(name);
    expect(out).not.toContain('__names');
  });

  test('no command at all shows the help', async () => {
    expect(await vermilion([])).toMatchObject({ code: 0 });
  });

  test.each([
    [['frobnicate'], 'unknown command'],
    [['aprove', 'x'], 'Did you mean approve?'],
    [['approve'], 'missing required argument'],
    [['tasks', '--limit', '0'], 'from 1 to 200'],
    [['tasks', '--colour'], 'unknown option'],
    [['serve', '--port', 'x'], 'from 0 to 65535'],
    [['serve', '--log-level', 'loud'], 'Allowed choices'],
    [['serve', '--demo', '--host', '0.0.0.0'], 'this machine only'],
    [['serve', '--oidc-issuer', 'https://idp.example'], 'belong together'],
    [['serve', '--oidc-client-id', 'studio'], 'give --oidc-issuer, too'],
    [['serve', ...ISSUER, '--oidc-client-id', 'studio'], 'give --public-url, too'],
    [['serve', '--smtp-url', 'mail.example:25'], 'an address like smtp://'],
    [['serve', '--smtp-url', 'smtp://mail.example:25'], 'Letters have a sender'],
    [['serve', '--public-url', 'flows.example/x'], 'one like https://'],
    [['tasks', '--as', 'a/b', '--url', 'nonsense'], 'is no URL'],
    [['start', 'x', '--as', 'a/b', '--form', '-'], 'no JSON object'],
    [['check', 'none.yaml'], 'no such file'],
    [['completion', 'tcsh'], 'Allowed choices'],
  ])('%j is wrong usage', async (args, said) => {
    const { code, err, out } = await vermilion(args, { input: '[]' });
    expect({ code, err, out: out === '' }).toEqual({
      code: 2,
      err: expect.stringContaining(said),
      out: true,
    });
  });

  test('without a credential nothing is asked of the server', async () => {
    const { code, err } = await vermilion(['tasks', '--url', NOBODY]);
    expect(code).toBe(5);
    expect(err).toContain('--as');
  });

  test('a server that is not there is said so, with what to do', async () => {
    const refused = async () => {
      const cause = { code: 'ECONNREFUSED' };
      throw new TypeError('fetch failed', { cause });
    };
    const { code, err } = await vermilion(['me', '--as', 'a/b'], { fetch: refused });
    expect(code).toBe(6);
    expect(err).toContain('http://127.0.0.1:7070 (ECONNREFUSED)');
    expect(err).toContain('vermilion serve --demo');
  });

  test('an answer that is not Vermilion’s is said so', async () => {
    const other = async () => new Response('<html>');
    const { code, err } = await vermilion(['me', '--key', 'k'], { fetch: other });
    expect(code).toBe(6);
    expect(err).toContain('is not Vermilion');
  });
});

const MORE = { project: 'Fair', reason: 'a stand at the fair' };

describe('check', () => {
  test('a sound flow is one line and exit 0', async () => {
    const file = 'examples/flows/expense-claim.yaml';
    expect(await vermilion(['check', file], files)).toEqual({
      code: 0,
      out: `✓ ${file}\n`,
      err: '',
    });
  });

  test('--try plays the flow on a form, with people who stand for its roles', async () => {
    const file = 'examples/flows/expense-claim.yaml';
    const form = { amount: 62_000, category: 'travel', spentOn: '2026-06-15', ...MORE };
    const { code, out } = await vermilion(['check', file, '--try', JSON.stringify(form)], files);
    expect(code).toBe(0);
    expect(out).toContain('○ manager  manager 1\n');
    expect(out).toContain('ends approved');
    const none = await vermilion(['check', file, '--try', '{}'], files);
    expect(none.out).toContain('nobody can start it with this form\n    amount is required\n');
    expect((await vermilion(['check', file, '--try', '[1]'], files)).code).toBe(2);
  });

  test('a table beside the flow is read with it, and its mistakes are told in it', async () => {
    const file = 'examples/flows/purchase.yaml';
    expect(await vermilion(['check', file], files)).toMatchObject({ code: 0 });
    const readFile = async (path: string) => {
      const text = await files.readFile(path);
      return path.endsWith('.csv') ? text.replace('< 20000', '< 10000') : text;
    };
    const { code, out } = await vermilion(['check', file], { readFile });
    expect(code).toBe(1);
    expect(out).toContain('examples/flows/purchase-authority.csv:1:1: error: No row holds');
  });

  test('every mistake has its place, line and advice; exit 1', async () => {
    const text = (await files.readFile('examples/flows/expense-claim.yaml'))
      .replace('ballot: any', 'ballot: anyy')
      .replace('form.amount >=', 'form.amont >=');
    const { code, out, err } = await vermilion(['check', '-'], { input: text });
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out).toMatch(/-:\d+:\d+: error: .*"anyy"/);
    expect(out).toContain('Did you mean `amount`?');
    expect(out).toContain('2 errors');
    const json = await vermilion(['check', '-', '--json'], { input: text });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)[0].diagnostics).toHaveLength(2);
  });
});

describe('steady fetch', () => {
  const post = { method: 'POST', body: '{}' };

  test('a broken connection is tried once more with the same key', async () => {
    const keys: (string | null)[] = [];
    const { fetch } = steadyFetch(async (_input, init) => {
      keys.push(new Headers(init?.headers).get('idempotency-key'));
      if (keys.length === 1) throw new TypeError('fetch failed');
      return new Response('{}');
    }, 'the-key');
    await fetch('http://x', post);
    expect(keys).toEqual(['the-key', 'the-key']);
  });

  test('the second failure is the caller’s', async () => {
    let tries = 0;
    const { fetch } = steadyFetch(async () => {
      tries += 1;
      throw new TypeError('fetch failed');
    }, 'k');
    await expect(fetch('http://x', post)).rejects.toThrow('fetch failed');
    expect(tries).toBe(2);
  });

  test('an answer is never asked for again, whatever it says', async () => {
    let tries = 0;
    const { fetch, wasReplayed } = steadyFetch(async () => {
      tries += 1;
      return new Response('{}', { status: 503, headers: { 'idempotent-replayed': 'true' } });
    }, 'k');
    expect((await fetch('http://x', post)).status).toBe(503);
    expect(tries).toBe(1);
    expect(wasReplayed()).toBe(true);
  });

  test('reading sends no key', async () => {
    const { fetch } = steadyFetch(async (_input, init) => {
      return new Response(new Headers(init?.headers).get('idempotency-key') ?? 'none');
    }, 'k');
    expect(await (await fetch('http://x')).text()).toBe('none');
  });
});

describe('completion', () => {
  const program = buildProgram(processTerminal());

  test('bash completes commands, their options and their choices', () => {
    const script = completionScript(program, 'bash');
    const complete = (...words: readonly string[]) => {
      const typed = words.map((word) => `'${word}'`).join(' ');
      const at = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}`;
      const lines = `${script}\n${at}\n_vermilion\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', lines], { encoding: 'utf8' }).trim().split('\n');
    };
    expect(complete('vermilion', 'ap')).toEqual(['approve']);
    expect(complete('vermilion', 'approve', '--si')).toEqual(['--signature']);
    expect(complete('vermilion', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(complete('vermilion', 'check', 'examples/flows/exp')).toEqual([
      'examples/flows/expense-claim.yaml',
    ]);
  });

  test.each(['bash', 'zsh', 'fish'] as const)('%s knows every command', (shell) => {
    const script = completionScript(program, shell);
    const hidden = '__names';
    for (const { name } of program.commands.map((command) => ({ name: command.name() }))) {
      if (name !== hidden) expect(script).toContain(name);
    }
    expect(script).toContain('--idempotency-key'.slice(shell === 'fish' ? 2 : 0));
  });

  test('names for completion are silent when nobody answers', async () => {
    const refused = async () => {
      throw new TypeError('fetch failed');
    };
    const given = { fetch: refused, env: { VERMILION_AS: 'acme/li-lei' } };
    expect(await vermilion(['__names', 'flows'], given)).toEqual({ code: 0, out: '', err: '' });
  });
});
