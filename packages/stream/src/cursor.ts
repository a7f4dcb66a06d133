/** Anything that `stream` can pull from; `chunks()`, where a source has it, is pulled instead. */
export type StreamSource<T> = Iterable<T> | AsyncIterable<T> | ChunkedSource<T>;

/** A source that hands over many items at a time, which is far cheaper than one promise an item. */
export interface ChunkedSource<T> extends AsyncIterable<T> {
  chunks(): AsyncIterable<readonly T[]>;
}

/** How far a plain iterable is read ahead. */
const READ_AHEAD = 64;

/** Pulls a source a chunk at a time: arrays where it gives them, else as few items as are sensible. */
export interface Cursor<T> {
  /** The next chunk, never empty; nothing at the end. A plain value where no promise is needed. */
  pull(): Promise<readonly T[] | undefined> | readonly T[] | undefined;
  /** Ends the source at once; it frees what it holds. */
  end(): void;
}

/** The cursor that fits the source. */
export function cursorOf<T>(source: StreamSource<T>): Cursor<T> {
  if (Array.isArray(source)) return arrayCursor<T>(source);
  if (Symbol.iterator in source) return iterableCursor(source);
  if ('chunks' in source) return chunkCursor(source.chunks());
  return asyncCursor(source);
}

function arrayCursor<T>(items: readonly T[]): Cursor<T> {
  let given = items.length === 0;
  return {
    pull: () => {
      if (given) return undefined;
      given = true;
      return items;
    },
    end: () => {},
  };
}

function iterableCursor<T>(source: Iterable<T>): Cursor<T> {
  const iterator = source[Symbol.iterator]();
  return {
    pull: () => {
      const chunk: T[] = [];
      while (chunk.length < READ_AHEAD) {
        const next = iterator.next();
        if (next.done === true) break;
        chunk.push(next.value);
      }
      return chunk.length > 0 ? chunk : undefined;
    },
    end: () => iterator.return?.(),
  };
}

function chunkCursor<T>(chunks: AsyncIterable<readonly T[]>): Cursor<T> {
  const iterator = chunks[Symbol.asyncIterator]();
  const pull = async (): Promise<readonly T[] | undefined> => {
    const next = await iterator.next();
    if (next.done === true) return undefined;
    return next.value.length > 0 ? next.value : pull();
  };
  return { pull, end: () => endQuietly(iterator) };
}

function asyncCursor<T>(source: AsyncIterable<T>): Cursor<T> {
  const iterator = source[Symbol.asyncIterator]();
  return {
    pull: async () => {
      const next = await iterator.next();
      return next.done === true ? undefined : [next.value];
    },
    end: () => endQuietly(iterator),
  };
}

/** Nobody listens any more: what a source says while it is being ended concerns nobody. */
function endQuietly(iterator: AsyncIterator<unknown>): void {
  iterator.return?.().then(undefined, () => {});
}
