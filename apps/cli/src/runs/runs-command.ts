import { Command } from 'commander';
import { grouped } from '../numbers.ts';
import { readCommand } from '../read-command.ts';
import { type RunDescription, listRuns } from '../remote/run-description.ts';
import { serverUrl } from '../remote/server-url.ts';
import { TOKEN_HELP, readToken } from '../remote/token.ts';
import { table } from './table.ts';

interface Options {
  readonly tokenFile?: string;
  readonly json?: true;
}

/** `rxgrad runs URL`: the runs of a server, and where they stand. */
export async function runsCommand(argv: readonly string[]): Promise<number> {
  const line = readCommand<Options>(command(), argv);
  if (line === undefined) return 0;
  const { words, options } = line;
  const remote = { url: serverUrl(words[0] ?? ''), token: await readToken(options.tokenFile) };
  const runs = await listRuns(remote);
  const text = options.json ? JSON.stringify(runs) : table([HEADER, ...runs.map(row)]);
  process.stdout.write(`${text}\n`);
  return 0;
}

function command(): Command {
  return new Command('rxgrad runs')
    .description('Lists the runs of a server.')
    .argument('<url>', 'address of the server, such as http://127.0.0.1:7410')
    .option('--token-file <file>', TOKEN_HELP)
    .option('--json', 'print JSON');
}

const HEADER = ['RUN', 'STATE', 'SAMPLES', 'REJECTED', 'VERSION', 'LOSS', 'FEED'];

function row({ name, state, feedable, progress }: RunDescription): readonly string[] {
  const { samples, rejected, version, loss } = progress;
  return [
    name,
    state,
    grouped(samples),
    grouped(rejected),
    grouped(version),
    loss === null ? '–' : loss.toFixed(4),
    feedable ? 'yes' : 'no',
  ];
}
