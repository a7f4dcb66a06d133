import type { Rate } from 'rxgrad';
import { examples } from '@rxgrad/examples';
import { Command, InvalidArgumentError, Option } from 'commander';
import { count, port } from './arguments.ts';
import { commands } from './commands.ts';
import { readCommand } from './read-command.ts';

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
  return readCommand<StartOptions>(command(), argv)?.options;
}

function command(): Command {
  const runs = Object.entries(examples).map(
    ([name, { summary }]) => `  ${name.padEnd(12)}${summary}`,
  );
  const others = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(12)}${summary}`,
  );
  return new Command('rxgrad')
    .usage('[options] | COMMAND [options]')
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
    .addHelpText('after', `\nCommands (each has its own --help):\n${others.join('\n')}`);
}

function rate(text: string): Rate {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It is samples a second, above 0, or 'max'.");
  return value;
}
