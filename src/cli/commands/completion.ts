/** `vermilion completion`: scripts for shells, made from the tree of commands. */

import type { Command, Option } from 'commander';
import { Argument } from 'commander';
import type { ConnectionOptions } from '../session.ts';
import { clientCommand, openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** What a shell completes for one subcommand. */
interface Completable {
  readonly name: string;
  readonly about: string;
  readonly options: readonly Option[];
  /** What its argument is: files, names to ask the server for, or a fixed choice. */
  readonly takes: 'files' | 'flows' | 'tasks' | 'nothing' | readonly string[];
}

export function completionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print a completion script: source <(vermilion completion bash)')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: Shell) => terminal.write(completionScript(program, shell)));
  namesCommand(program, terminal);
}

/** Hidden: what the scripts ask for names; says nothing when the server does not answer. */
function namesCommand(program: Command, terminal: Terminal): void {
  const about = 'names for completion';
  const command = clientCommand(program, '__names <kind>', about, { hidden: true });
  command.action(async (kind: string, options: ConnectionOptions) => {
    try {
      const { client } = openSession(terminal, options);
      const names =
        kind === 'flows'
          ? (await client.flows()).items.map(({ name }) => name)
          : (await client.tasks()).items.map(({ id }) => id);
      terminal.write(names.map((name) => `${name}\n`).join(''));
    } catch {
      // A completion that fails completes nothing.
    }
  });
}

const FLOW_ARGUMENTS = ['start', 'flow'];
const TASK_ARGUMENTS = [
  ...['approve', 'reject', 'abstain', 'complete', 'return'],
  ...['transfer', 'delegate', 'advise', 'add', 'claim', 'unclaim'],
];

function completables(program: Command): readonly Completable[] {
  const visible = program.createHelp().visibleCommands(program);
  return visible.map((command) => ({
    name: command.name(),
    about: command.description(),
    options: command.createHelp().visibleOptions(command),
    takes: takesOf(command),
  }));
}

function takesOf(command: Command): Completable['takes'] {
  const name = command.name();
  if (FLOW_ARGUMENTS.includes(name)) return 'flows';
  if (TASK_ARGUMENTS.includes(name)) return 'tasks';
  const [argument] = command.registeredArguments;
  if (argument?.argChoices) return argument.argChoices;
  return argument?.name() === 'file' ? 'files' : 'nothing';
}

/** The script of one shell. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = completables(program);
  if (shell === 'bash') return bashScript(commands);
  return shell === 'zsh' ? zshScript(commands) : fishScript(commands);
}

function flagsOf({ options }: Completable): readonly string[] {
  return options.flatMap(({ long, short }) => [long, short].filter((flag) => flag !== undefined));
}

function namesCall(kind: string): string {
  return `vermilion __names ${kind} 2>/dev/null`;
}

function bashScript(commands: readonly Completable[]): string {
  const cases = commands.map((command) => {
    const { name, takes } = command;
    const lines = [`    ${name})`, `      options="${flagsOf(command).join(' ')}"`];
    if (takes === 'files') lines.push('      files=yes');
    else if (takes === 'flows' || takes === 'tasks') {
      lines.push(`      [[ $word == -* ]] || names="$(${namesCall(takes)})"`);
    } else if (takes !== 'nothing') lines.push(`      names="${takes.join(' ')}"`);
    return [...lines, '      ;;'].join('\n');
  });
  const all = commands.map(({ name }) => name).join(' ');
  return `# vermilion completion for bash
_vermilion() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="\${COMP_WORDS[1]}" options="" names="" files=""
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${all}" -- "$word"))
    return
  fi
  if [[ $before == --form || $before == --data ]]; then
    COMPREPLY=($(compgen -f -- "$word"))
    return
  fi
  case "$command" in
${cases.join('\n')}
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [[ -n $files ]]; then
    COMPREPLY=($(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -W "$names" -- "$word"))
  fi
}
complete -F _vermilion vermilion
`;
}

function zshScript(commands: readonly Completable[]): string {
  const quoted = (text: string) => text.replaceAll("'", "'\\''").replaceAll(/([[\]:])/g, '\\$1');
  const all = commands.map(({ name, about }) => `    '${name}:${quoted(about)}'`).join('\n');
  const cases = commands.map((command) => {
    const specs = command.options.map(
      ({ long, short, description, required, optional }) =>
        `'${long ?? short}[${quoted(description)}]${required || optional ? ':value:_files' : ''}'`,
    );
    return `    ${command.name}) _arguments ${[...specs, zshArgument(command)].join(' ')} ;;`;
  });
  return `#compdef vermilion
_vermilion() {
  local -a commands
  commands=(
${all}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _vermilion vermilion
`;
}

function zshArgument({ takes }: Completable): string {
  if (takes === 'files') return "'*:file:_files'";
  if (takes === 'nothing') return "'*::'";
  if (takes === 'flows' || takes === 'tasks') {
    return `'1:${takes}:{ local -a found; found=(\${(f)"$(${namesCall(takes)})"}); compadd -a found }'`;
  }
  return `'1:one of:(${takes.join(' ')})'`;
}

function fishScript(commands: readonly Completable[]): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap((command) => {
    const { name, about, options, takes } = command;
    const here = `complete -c vermilion -n '__fish_seen_subcommand_from ${name}'`;
    const flags = options.map(({ long, short, description, required, optional }) =>
      [
        here,
        long === undefined ? '' : `-l ${long.slice(2)}`,
        short === undefined ? '' : `-s ${short.slice(1)}`,
        required || optional ? '-r' : '',
        `-d ${quoted(description)}`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    );
    const first = `complete -c vermilion -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`;
    return [first, ...flags, ...fishArgument(here, takes)];
  });
  return `# vermilion completion for fish\ncomplete -c vermilion -f\n${lines.join('\n')}\n`;
}

function fishArgument(here: string, takes: Completable['takes']): readonly string[] {
  if (takes === 'nothing') return [];
  if (takes === 'files') return [`${here} -F`];
  if (takes === 'flows' || takes === 'tasks') return [`${here} -a '(${namesCall(takes)})'`];
  return [`${here} -a '${takes.join(' ')}'`];
}
