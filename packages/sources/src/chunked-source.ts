import type { Source } from './source.ts';

/** Reads chunks from the beginning; stops, and lets go of what it opened, once the signal is aborted. */
export type Open<T> = (signal: AbortSignal) => AsyncGenerator<readonly T[]>;

/** A source made of the one function that reads it in chunks. */
export class ChunkedSource<T> implements Source<T> {
  readonly #open: Open<T>;

  constructor(open: Open<T>) {
    this.#open = open;
  }

  chunks(): AsyncIterable<readonly T[]> {
    return { [Symbol.asyncIterator]: () => closing(this.#open) };
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    const open = this.#open;
    return closing(async function* rows(signal) {
      for await (const chunk of open(signal)) yield* chunk;
    });
  }
}

/**
 * An iterator whose `return` doesn't wait for a pending `next`: a generator alone would not close a pipe that says
 * nothing until it says something.
 */
export function closing<T>(open: (signal: AbortSignal) => AsyncGenerator<T>): AsyncIterator<T> {
  const controller = new AbortController();
  const rows = open(controller.signal);
  return {
    next: () => rows.next(),
    return: () => {
      controller.abort();
      return rows.return(undefined);
    },
  };
}
