import { Observable } from 'rxjs';
import { type Clock, systemClock } from './clock.ts';
import type { StreamSource } from './cursor.ts';
import type { Rate } from './pace.ts';
import { currentPipeline } from './pipeline.ts';
import { Pump } from './pump.ts';

/** How a source becomes a stream. */
export interface StreamOptions {
  /** Items a second, also live; `'max'`, as many as can be learned, unless told. */
  readonly rate?: Rate | Observable<Rate> | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Makes a cold Observable of anything that can be iterated, at a pace, without starving the event
 * loop: it pulls (so nothing piles up), pushes for a slice of some milliseconds, and lets sockets
 * and timers run before the next.
 *
 * ```
 * source                   a b c d e|     pulled when there is time
 * stream(source)           abc---de|      a slice, the event loop, a slice
 * stream(source, {rate})   a--b--c--d--e| at most `rate` a second
 * ```
 *
 * Unsubscribing ends the source at once; each subscription iterates it anew. Where the run is paused
 * it waits, without losing an item.
 *
 * @param source - an array, an iterable, an async iterable, a source with `chunks()`, or an `inbox()`
 * @throws SourceError - on the error channel, when the source throws
 * @example
 * ```ts
 * import { stream } from 'rxgrad';
 * import { lastValueFrom, toArray } from 'rxjs';
 *
 * await lastValueFrom(stream([1, 2, 3], { rate: 1000 }).pipe(toArray())); // → [1, 2, 3]
 * ```
 */
export function stream<T>(source: StreamSource<T>, options: StreamOptions = {}): Observable<T> {
  const { rate = 'max', clock = systemClock } = options;
  return new Observable<T>((subscriber) => {
    const pump = new Pump(subscriber, source, clock);
    subscriber.add(() => pump.stop());
    subscriber.add(currentPipeline().drawsFrom(pump));
    if (typeof rate === 'number' || rate === 'max') pump.setRate(rate);
    else subscriber.add(rate.subscribe((value) => pump.setRate(value)));
  });
}
