import { Command, Option } from 'commander';
import { type FeedRange, connect } from 'rxgrad/client';
import type { Unsubscribable } from 'rxjs';
import { WebSocket } from 'ws';
import { names } from '../arguments.ts';
import { INTERRUPTED, interruption } from '../interruption.ts';
import { readCommand } from '../read-command.ts';
import { findRun } from '../remote/run-description.ts';
import { serverUrl } from '../remote/server-url.ts';
import { TOKEN_HELP, readToken } from '../remote/token.ts';
import { Screen } from '../screen.ts';
import { UsageError } from '../usage-error.ts';
import { FateTally } from './fate-tally.ts';
import { type Input, openInput } from './input.ts';
import { progressBar } from './progress-bar.ts';
import { samplesOf } from './samples-of.ts';

interface Options {
  readonly run?: string;
  readonly tokenFile?: string;
  readonly format?: 'ndjson' | 'csv' | 'parquet';
  readonly label: string;
  readonly features?: readonly string[];
  readonly id?: string;
  readonly allowRejected?: true;
  readonly json?: true;
}

/** How often the progress is written, in ms. */
const PROGRESS_EVERY = 200;

/** `rxgrad feed FILE URL`: feeds a file's samples to a run, and tells what became of them. */
export async function feedCommand(argv: readonly string[]): Promise<number> {
  const line = readCommand<Options>(command(), argv);
  if (line === undefined) return 0;
  const { words, options } = line;
  const [file = '', address = ''] = words;
  const url = serverUrl(address);
  const token = await readToken(options.tokenFile);
  const { name, feedable } = await findRun({ url, token }, options.run);
  if (!feedable) throw new UsageError(`"${name}" takes no samples from outside`);
  const input = await openInput(file, options.format, options);
  const tally = new FateTally();
  const began = performance.now();
  const ended = await feed(input, tally, { url, token, run: name, id: options.id });
  const seconds = (performance.now() - began) / 1_000;
  process.stdout.write(`${options.json ? tally.json(seconds) : tally.text(seconds)}\n`);
  if (ended === 'interrupted') return INTERRUPTED;
  return tally.refused > 0 && options.allowRejected !== true ? 1 : 0;
}

function command(): Command {
  return new Command('rxgrad feed')
    .description(
      'Feeds a run from a file or standard input, as fast as it learns, and tells what became of the samples.\n' +
        'A row is { "x": [numbers], "y": label }, or columns of numbers of which one is the label.\n' +
        'Exits with 1 when samples were not learned.',
    )
    .argument('<file>', 'NDJSON, CSV or Parquet, - for standard input')
    .argument('<url>', 'address of the server, such as http://127.0.0.1:7410')
    .option('--run <name>', 'which run (default: the only one)')
    .addOption(
      new Option(
        '--format <name>',
        "how to read it (default: by the file's name; ndjson for -)",
      ).choices(['ndjson', 'csv', 'parquet']),
    )
    .option('--label <column>', 'the column of labels', 'y')
    .option(
      '--features <columns>',
      'the columns of features, with commas between (default: all others)',
      names,
    )
    .option(
      '--id <name>',
      'names the feed: the same file fed again by the same name is learned once',
    )
    .option('--allow-rejected', 'exit with 0 also when samples were rejected')
    .option('--json', 'print the result as JSON')
    .option('--token-file <file>', TOKEN_HELP);
}

interface Target {
  readonly url: string;
  readonly token: string | undefined;
  readonly run: string;
  readonly id: string | undefined;
}

/** Resolves when all fates are known, or at Ctrl-C. */
async function feed(
  input: Input,
  tally: FateTally,
  { url, token, run, id }: Target,
): Promise<'completed' | 'interrupted'> {
  const client = connect(url, {
    name: 'rxgrad feed',
    WebSocket,
    attempts: 8,
    ...(token === undefined ? {} : { token }),
  });
  const screen = new Screen(process.stderr);
  const show = (): void => screen.show(progressBar(input.share(), tally));
  const timer = setInterval(show, PROGRESS_EVERY);
  let feeding: Unsubscribable | undefined;
  try {
    const samples = samplesOf(input, tally);
    const completed = new Promise<'completed'>((resolve, reject) => {
      feeding = client
        .feed(run, samples, { fates: 'ranges', ...(id === undefined ? {} : { id }) })
        .subscribe({
          next: (range: FeedRange) => tally.add(range),
          error: reject,
          complete: () => resolve('completed'),
        });
    });
    return await Promise.race([completed, interruption()]);
  } finally {
    // Whoever still reads the input stops.
    feeding?.unsubscribe();
    clearInterval(timer);
    show();
    screen.end();
    await client.close();
  }
}
