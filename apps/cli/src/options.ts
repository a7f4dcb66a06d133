import type { Rate } from 'rxgrad';
import { examples } from '@rxgrad/examples';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './usage-error.ts';

/** What was asked for on the command line. */
export interface StartOptions {
  readonly run: keyof typeof examples;
  readonly rate?: Rate;
  readonly limit?: number;
  readonly port: number;
  readonly headless?: true;
  readonly seed: number;
  readonly json?: true;
}

/**
 * Reads the command line; nothing when help was asked for, and given.
 *
 * @throws UsageError - with what can't be read
 */
export function parse(argv: readonly string[]): StartOptions | undefined {
  try {
    return command().parse(argv, { from: 'user' }).opts<StartOptions>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new UsageError(error.message.replace(/^error: /, ''));
  }
}

function command(): Command {
  const runs = Object.entries(examples).map(
    ([name, { summary }]) => `  ${name.padEnd(12)}${summary}`,
  );
  return new Command('rxgrad')
    .description('Trains a model from a live stream and shows its weights.')
    .addOption(
      new Option('--run <name>', 'what to run').choices(Object.keys(examples)).default('flights'),
    )
    .option('--rate <n>', "samples a second, or 'max' (default: the run's own pace)", rate)
    .option('--limit <n>', 'end after so many samples', count)
    .option('--port <n>', 'port of the dashboard, 0 for any', port, 7410)
    .option('--headless', 'serve no page; exit at the end of the stream')
    .option('--seed <n>', 'seed of weights and data', count, 1)
    .option('--json', 'print one JSON object as the last line')
    .addHelpText('after', `\nRuns:\n${runs.join('\n')}`)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
}

function rate(text: string): Rate {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It is samples a second, above 0, or 'max'.");
  return value;
}

function count(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('It is a whole number, 0 or more.');
  }
  return value;
}

function port(text: string): number {
  const value = count(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
}
