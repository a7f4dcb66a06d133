import { Command } from 'commander';
import { type Client, type RunInfo, connect } from 'rxgrad/client';
import { Subscription, delay, first, interval, take, tap } from 'rxjs';
import { WebSocket } from 'ws';
import { count } from '../arguments.ts';
import { INTERRUPTED, interruption } from '../interruption.ts';
import { readCommand } from '../read-command.ts';
import { findRun } from '../remote/run-description.ts';
import { serverUrl } from '../remote/server-url.ts';
import { TOKEN_HELP, readToken } from '../remote/token.ts';
import { Picture } from './picture.ts';
import { WatchedRun } from './watched-run.ts';

interface Options {
  readonly run?: string;
  readonly tokenFile?: string;
  readonly lines?: number;
}

/** How often a terminal's picture and a pipe's line are written, in ms. */
const PICTURE_EVERY = 200;
const LINE_EVERY = 1_000;

/** `rxgrad watch URL`: a run's loss, speed and weights, live, until it ends or Ctrl-C. */
export async function watchCommand(argv: readonly string[]): Promise<number> {
  const line = readCommand<Options>(command(), argv);
  if (line === undefined) return 0;
  const { words, options } = line;
  const url = serverUrl(words[0] ?? '');
  const token = await readToken(options.tokenFile);
  const { name } = await findRun({ url, token }, options.run);
  const client = connect(url, {
    name: 'rxgrad watch',
    WebSocket,
    attempts: 8,
    ...(token === undefined ? {} : { token }),
  });
  try {
    const ended = await watch(client, name, options.lines ?? Infinity, interruption());
    return ended === 'interrupted' ? INTERRUPTED : 0;
  } finally {
    await client.close();
  }
}

function command(): Command {
  return new Command('rxgrad watch')
    .description(
      'Watches a run: its loss as a curve, its weights as bars, its speed. In a pipe it prints a line a second.',
    )
    .argument('<url>', 'address of the server, such as http://127.0.0.1:7410')
    .option('--run <name>', 'which run (default: the only one)')
    .option('--lines <n>', 'end after so many lines or pictures', count)
    .option('--token-file <file>', TOKEN_HELP);
}

/** Resolves when the run has ended, enough was shown, or `stopped` is. */
async function watch(
  client: Client,
  name: string,
  lines: number,
  stopped: Promise<'interrupted'>,
): Promise<'interrupted' | 'ended'> {
  const watched = new WatchedRun(name);
  const show = showing(watched);
  const watching = new Subscription();
  const ended = new Promise<'ended'>((resolve, reject) => {
    const shown$ = interval(process.stdout.isTTY ? PICTURE_EVERY : LINE_EVERY).pipe(take(lines));
    const end$ = client.runs$.pipe(
      tap((runs) => (watched.state = stateOf(runs, name))),
      first(() => watched.state !== 'running'),
      // The last rows are on their way.
      delay(LINE_EVERY / 2),
      tap(show),
    );
    const weights$ = client.weights$(name, { maxHz: 5 });
    const metrics$ = client.metrics$(name);
    watching.add(shown$.subscribe({ next: show, complete: () => resolve('ended') }));
    watching.add(end$.subscribe({ next: () => resolve('ended'), error: reject }));
    watching.add(
      client.state$.subscribe({ next: (now) => (watched.connection = now), error: reject }),
    );
    watching.add(weights$.subscribe({ next: (now) => (watched.weights = now), error: reject }));
    watching.add(
      metrics$.subscribe({
        next: ({ rows }) => watched.add(rows, performance.now()),
        error: reject,
      }),
    );
  });
  try {
    return await Promise.race([ended, stopped]);
  } finally {
    watching.unsubscribe();
  }
}

function stateOf(runs: readonly RunInfo[], name: string): string {
  return runs.find((run) => run.name === name)?.state ?? 'removed';
}

/** A picture for a terminal, a line for a pipe. */
function showing(watched: WatchedRun): () => void {
  const { stdout } = process;
  if (!stdout.isTTY) return () => stdout.write(`${watched.line(performance.now())}\n`);
  const picture = new Picture(stdout);
  return () => picture.show(watched.picture(performance.now(), stdout.columns || 80));
}
