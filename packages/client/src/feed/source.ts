import { from, type ObservableInput } from 'rxjs';

/** Where samples are put; `room` resolves when there is place for another. */
export interface Sink<T> {
  put(value: T): void;
  full(): boolean;
  room(): Promise<void>;
  end(error?: { readonly cause: unknown }): void;
}

/** Anything that yields values: pulled when it can be, else taken as it pushes. */
export type Source<T> = ObservableInput<T> | AsyncIterable<T>;

/** Moves values from a source to a sink until the function it returns is called. */
export function drain<T>(source: Source<T>, sink: Sink<T>): () => void {
  const iterator = iteratorOf(source);
  if (iterator !== undefined) return pull(iterator, sink);
  const subscription = from(source).subscribe({
    next: (value) => sink.put(value),
    error: (cause: unknown) => sink.end({ cause }),
    complete: () => sink.end(),
  });
  return () => subscription.unsubscribe();
}

type AnyIterator<T> = AsyncIterator<T> | Iterator<T>;

function iteratorOf<T>(source: Source<T>): AnyIterator<T> | undefined {
  const some = source as Partial<AsyncIterable<T> & Iterable<T>>;
  return some[Symbol.asyncIterator]?.() ?? some[Symbol.iterator]?.();
}

function pull<T>(iterator: AnyIterator<T>, sink: Sink<T>): () => void {
  let stopped = false;
  const run = async (): Promise<void> => {
    for (;;) {
      if (sink.full()) await sink.room();
      if (stopped) return;
      const result = await iterator.next();
      if (stopped) return;
      if (result.done === true) return sink.end();
      sink.put(result.value);
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
