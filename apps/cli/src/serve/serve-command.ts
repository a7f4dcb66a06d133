import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { type Logger, destination, pino } from 'pino';
import type { Run } from 'rxgrad';
import { type Role, type Server, type TlsOptions, serve } from 'rxgrad/server';
import { count, port } from '../arguments.ts';
import { INTERRUPTED, interruption } from '../interruption.ts';
import { builtPage } from '../page.ts';
import { readCommand } from '../read-command.ts';
import { UsageError } from '../usage-error.ts';
import { loadRuns } from './load-runs.ts';
import { readTokens } from './read-tokens.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly tokens?: string;
  readonly tlsKey?: string;
  readonly tlsCert?: string;
  readonly logLevel: string;
  readonly drain: number;
  readonly untilDone?: true;
}

const LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace'];

/** `rxgrad serve PIPELINE`: serves the runs of a module until Ctrl-C, or until they are done. */
export async function serveCommand(argv: readonly string[]): Promise<number> {
  const line = readCommand<Options>(command(), argv);
  if (line === undefined) return 0;
  const { words, options } = line;
  const interrupted = interruption();
  const { tokens, tls } = await secrets(options);
  const runs = await loadRuns(words[0] ?? '');
  const server = await open(runs, options, tokens, tls);
  const names = runs.map(({ name }) => name).join(', ');
  process.stdout.write(`serving ${names} on ${server.url}\n`);

  const done = Promise.all(runs.map((run) => run.done));
  const ended = await Promise.race([options.untilDone ? done : interrupted, interrupted]);
  await server.close({ drainWithin: options.drain });
  for (const run of runs) run.stop();
  if (ended === 'interrupted') return INTERRUPTED;
  return report(runs, ended);
}

function command(): Command {
  return new Command('rxgrad serve')
    .description(
      'Serves the runs of a module, TypeScript or JavaScript, to dashboards and clients. Its default export, or else what\n' +
        'it exports as "runs" or "run", is a run (of rxgrad\'s train), several, or a function that makes them.',
    )
    .argument('<pipeline>', 'the module')
    .option('--port <n>', 'port, 0 for any', port, 7410)
    .option(
      '--host <name>',
      'address to listen on; beyond this machine only with --tokens',
      '127.0.0.1',
    )
    .option(
      '--tokens <file>',
      'JSON file of who may do what: { "TOKEN": "viewer|feeder|trainer|operator" }',
    )
    .option('--tls-cert <file>', 'certificate (PEM): serve over TLS')
    .option('--tls-key <file>', 'its key (PEM)')
    .option('--drain <ms>', 'how long work under way may take at Ctrl-C', count, 5_000)
    .option('--until-done', 'end when all runs have ended')
    .addOption(
      new Option('--log-level <level>', 'what to log, as JSON on standard error')
        .choices(LEVELS)
        .default('warn'),
    );
}

async function secrets({ tokens, tlsKey, tlsCert }: Options) {
  if ((tlsKey === undefined) !== (tlsCert === undefined)) {
    throw new UsageError('--tls-key and --tls-cert go together');
  }
  const read = (file: string): Promise<string> =>
    readFile(file, 'utf8').catch(() => {
      throw new UsageError(`${file} can't be read`);
    });
  return {
    tokens: tokens === undefined ? undefined : await readTokens(tokens),
    tls:
      tlsKey === undefined || tlsCert === undefined
        ? undefined
        : { key: await read(tlsKey), cert: await read(tlsCert) },
  };
}

async function open(
  runs: readonly Run[],
  { port, host, logLevel }: Options,
  tokens: Readonly<Record<string, Role>> | undefined,
  tls: TlsOptions | undefined,
): Promise<Server> {
  const page = builtPage();
  try {
    return await serve({
      port,
      host,
      runs,
      logger: logger(logLevel),
      ...(tokens === undefined ? {} : { tokens }),
      ...(tls === undefined ? {} : { tls }),
      ...(page === undefined ? {} : { page }),
    });
  } catch (error) {
    for (const run of runs) run.stop();
    throw error;
  }
}

/** To standard error, at once: a log that is lost when the process ends is none. */
function logger(level: string): Logger {
  const redact = [
    'token',
    '*.token',
    'authorization',
    '*.authorization',
    '*.headers.authorization',
  ];
  return pino({ level, redact }, destination({ dest: 2, sync: true }));
}

/** Says how each run has ended; 1 when one has failed. */
function report(runs: readonly Run[], ends: Awaited<Run['done']>[]): number {
  for (const [i, end] of ends.entries()) {
    const run = runs[i] as Run;
    const { samples, rejected } = run.progress();
    const why = end.state === 'failed' ? `: ${end.error.message}` : '';
    process.stdout.write(
      `${run.name} has ${end.state} · ${samples} samples · ${rejected} rejected${why}\n`,
    );
  }
  return ends.some(({ state }) => state === 'failed') ? 1 : 0;
}
