import { type Example, type RunningExample, examples } from '@rxgrad/examples';
import { type Server, serve } from 'rxgrad/server';
import { INTERRUPTED, interruption } from './interruption.ts';
import { type StartOptions, parse } from './options.ts';
import { page } from './page.ts';
import { ProgressLine } from './progress-line.ts';
import { Screen } from './screen.ts';
import { summarize } from './summary.ts';

/** How often the progress line is written, in ms. */
const LINE_EVERY = 500;

/**
 * The main job: runs an example, serves its dashboard unless it is headless, prints how it gets on
 * and sums it up. Resolves, with the process's exit code, when everything has ended.
 */
export async function start(argv: readonly string[]): Promise<number> {
  const options = parse(argv);
  if (options === undefined) return 0;
  const running = launch(examples[options.run], options);
  const server = options.headless ? undefined : await open(running, options);
  const interrupted = interruption();
  const screen = new Screen(options.json ? process.stderr : process.stdout);
  const stopReporting = report(running, server, screen);
  const began = performance.now();

  const ended = await Promise.race([running.run.done, interrupted]);
  const seconds = (performance.now() - began) / 1000;
  if (ended !== 'interrupted' && ended.state === 'completed' && server !== undefined) {
    screen.keep('the stream has ended; the dashboard stays until Ctrl-C');
    await interrupted;
  }
  stopReporting();
  running.run.stop();
  await server?.close();
  if (options.json) process.stdout.write(`${JSON.stringify(summarize(running, seconds))}\n`);
  if (ended !== 'interrupted' && ended.state === 'failed') throw ended.error;
  return ended === 'interrupted' ? INTERRUPTED : 0;
}

function launch(example: Example, options: StartOptions): RunningExample {
  const live = !options.headless;
  return example.start({
    seed: options.seed,
    rate: options.rate ?? (live ? example.pace.live : example.pace.headless),
    limit: options.limit,
    live,
  });
}

async function open({ run }: RunningExample, { port }: StartOptions): Promise<Server> {
  try {
    return await serve({ port, runs: [run], page: page() });
  } catch (error) {
    run.stop();
    throw error;
  }
}

function report(
  { run, headline }: RunningExample,
  server: Server | undefined,
  screen: Screen,
): () => void {
  const line = new ProgressLine(headline, server?.url);
  const show = () => screen.show(line.next(run.progress(), performance.now()));
  show();
  const timer = setInterval(show, LINE_EVERY);
  return () => {
    clearInterval(timer);
    show();
    screen.end();
  };
}
