/** Does what its arguments ask for; answers the process's exit code. */
export type Run = (argv: readonly string[]) => Promise<number>;

interface Command {
  readonly summary: string;
  /** Only what is asked for is loaded. */
  readonly load: () => Promise<Run>;
}

/** What the program can do beside starting an example. */
export const commands = {
  serve: {
    summary: 'serve the runs of a TypeScript file of your own',
    load: async () => (await import('./serve/serve-command.ts')).serveCommand,
  },
  watch: {
    summary: "watch a run's loss and weights in the terminal",
    load: async () => (await import('./watch/watch-command.ts')).watchCommand,
  },
  feed: {
    summary: 'feed a run from a file or standard input',
    load: async () => (await import('./feed/feed-command.ts')).feedCommand,
  },
  predict: {
    summary: 'ask a run for predictions',
    load: async () => (await import('./predict/predict-command.ts')).predictCommand,
  },
  runs: {
    summary: 'list the runs of a server',
    load: async () => (await import('./runs/runs-command.ts')).runsCommand,
  },
} as const satisfies Readonly<Record<string, Command>>;

/** Whether a word names a command. */
export function isCommand(word: string): word is keyof typeof commands {
  return Object.hasOwn(commands, word);
}
