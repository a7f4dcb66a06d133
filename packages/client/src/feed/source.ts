import { from, type ObservableInput } from 'rxjs';

/** Where samples are put; `room` resolves when there is place for another. */
export interface Sink<T> {
  put(value: T): void;
  full(): boolean;
  room(): Promise<void>;
  end(error?: { readonly cause: unknown }): void;
}

/** Values that come many at a time, as the sources of `rxgrad/sources` give them. */
export interface Chunked<T> {
  chunks(): AsyncIterable<readonly T[]>;
}

/** Anything that yields values: pulled when it can be, else taken as it pushes. */
export type Source<T> = ObservableInput<T> | AsyncIterable<T> | Chunked<T>;

/** Moves values from a source to a sink until the function it returns is called. */
export function drain<T>(source: Source<T>, sink: Sink<T>): () => void {
  const pulled = pulledFrom(source);
  if (pulled !== undefined) return pull(pulled, sink);
  const subscription = from(source as ObservableInput<T>).subscribe({
    next: (value) => sink.put(value),
    error: (cause: unknown) => sink.end({ cause }),
    complete: () => sink.end(),
  });
  return () => subscription.unsubscribe();
}

type AnyIterator<T> = AsyncIterator<T> | Iterator<T>;

/** An iterator, and how the values are put that it gives. */
interface Pulled<T> {
  readonly iterator: AnyIterator<T | readonly T[]>;
  readonly many: boolean;
}

function pulledFrom<T>(source: Source<T>): Pulled<T> | undefined {
  const some = source as Partial<Chunked<T> & AsyncIterable<T> & Iterable<T>>;
  if (some.chunks !== undefined) {
    return { iterator: some.chunks()[Symbol.asyncIterator](), many: true };
  }
  const iterator = some[Symbol.asyncIterator]?.() ?? some[Symbol.iterator]?.();
  return iterator === undefined ? undefined : { iterator, many: false };
}

function pull<T>({ iterator, many }: Pulled<T>, sink: Sink<T>): () => void {
  let stopped = false;
  const putAll = async (values: Iterable<T>): Promise<void> => {
    for (const value of values) {
      if (sink.full()) await sink.room();
      if (stopped) return;
      sink.put(value);
    }
  };
  const run = async (): Promise<void> => {
    for (;;) {
      if (sink.full()) await sink.room();
      if (stopped) return;
      const next = iterator.next();
      // A turn of promises costs more than a sample: only where there is one.
      const result = next instanceof Promise ? await next : next;
      if (stopped) return;
      if (result.done === true) return sink.end();
      if (many) await putAll(result.value as readonly T[]);
      else sink.put(result.value as T);
    }
  };
  run().catch((cause: unknown) => {
    if (!stopped) sink.end({ cause });
  });
  return () => {
    if (stopped) return;
    stopped = true;
    // Its cleanup is its own affair: nobody is left to hear of a failure.
    void Promise.resolve(iterator.return?.()).catch(() => {});
  };
}
