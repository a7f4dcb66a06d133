import { type Command, CommanderError } from 'commander';
import { UsageError } from './usage-error.ts';

/** What a command line says: words in order, and options by name. */
export interface CommandLine<Options> {
  readonly words: readonly string[];
  readonly options: Options;
}

/**
 * Reads a command line; nothing when help was asked for, and given.
 *
 * @throws UsageError - with what can't be read
 */
export function readCommand<Options extends object>(
  command: Command,
  argv: readonly string[],
): CommandLine<Options> | undefined {
  try {
    command
      .allowExcessArguments(false)
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .parse(argv, { from: 'user' });
    return { words: command.args, options: command.opts<Options>() };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new UsageError(error.message.replace(/^error: /, ''));
  }
}
