import { Command } from 'commander';
import { readCommand } from '../read-command.ts';
import { findRun } from '../remote/run-description.ts';
import { type Remote, requestJson } from '../remote/request-json.ts';
import { serverUrl } from '../remote/server-url.ts';
import { TOKEN_HELP, readToken } from '../remote/token.ts';
import { UsageError } from '../usage-error.ts';
import { type AskedFeatures, featureLines } from './feature-lines.ts';

interface Options {
  readonly run?: string;
  readonly tokenFile?: string;
}

/** Predictions that are asked for at once. */
const TOGETHER = 256;

/** `rxgrad predict URL [features…]`: a line of JSON for each prediction. */
export async function predictCommand(argv: readonly string[]): Promise<number> {
  const line = readCommand<Options>(command(), argv);
  if (line === undefined) return 0;
  const { words, options } = line;
  const [address = '', ...features] = words;
  const remote = { url: serverUrl(address), token: await readToken(options.tokenFile) };
  const { name } = await findRun(remote, options.run);
  const path = `/runs/${encodeURIComponent(name)}/predict`;
  if (features.length > 0) await ask(remote, path, [features.map(numberOf)]);
  else for await (const xs of featureLines(process.stdin, TOGETHER)) await ask(remote, path, xs);
  return 0;
}

function command(): Command {
  return new Command('rxgrad predict')
    .description(
      'Asks a run for predictions: for features on the command line, or for each line of JSON on standard input\n' +
        '(an array of numbers, or an object whose "x" is one). Prints a line of JSON for each.',
    )
    .argument('<url>', 'address of the server, such as http://127.0.0.1:7410')
    .argument('[features...]', 'numbers; put -- before those below zero')
    .option('--run <name>', 'which run (default: the only one)')
    .option('--token-file <file>', TOKEN_HELP);
}

async function ask(remote: Remote, path: string, xs: readonly AskedFeatures[]): Promise<void> {
  const { ys } = await requestJson<{ ys: readonly (readonly number[])[] }>(remote, path, { xs });
  process.stdout.write(ys.map((y) => `${JSON.stringify(y.length === 1 ? y[0] : y)}\n`).join(''));
}

function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new UsageError(`"${text}" is no number, features are`);
  }
  return value;
}
