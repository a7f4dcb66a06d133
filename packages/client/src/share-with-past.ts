import { Observable, Subject, type Observer } from 'rxjs';

/** What one wire subscription has delivered so far. */
export interface Feed<T> {
  /** What a late subscriber gets first. */
  past(): T | undefined;
  stop(): void;
}

/**
 * One feed for all subscribers, as long as there are any; who comes late gets what is past first.
 *
 * ```text
 * feed   --a--b-----c--|
 * first  --a--b-----c--|
 * second       ^(ab)c--|
 * ```
 */
export function shareWithPast<T>(start: (to: Observer<T>) => Feed<T>): Observable<T> {
  let shared: { readonly subject: Subject<T>; feed: Feed<T> | undefined } | undefined;
  return new Observable<T>((subscriber) => {
    const present = (shared ??= { subject: new Subject<T>(), feed: undefined });
    const { subject } = present;
    const release = (): void => {
      if (shared === present) shared = undefined;
    };
    const past = present.feed?.past();
    if (past !== undefined) subscriber.next(past);
    subscriber.add(
      subject.subscribe({
        next: (value) => subscriber.next(value),
        error: (error) => {
          release();
          subscriber.error(error);
        },
        complete: () => {
          release();
          subscriber.complete();
        },
      }),
    );
    present.feed ??= start(subject);
    subscriber.add(() => {
      if (subject.observed) return;
      release();
      present.feed?.stop();
    });
  });
}
