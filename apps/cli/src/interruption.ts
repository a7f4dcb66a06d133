/** Resolves at the first Ctrl-C or request to terminate; a second one ends the process at once. */
export function interruption(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => resolve('interrupted'));
    }
  });
}

/** The exit code of who was interrupted, as shells know it. */
export const INTERRUPTED = 130;
