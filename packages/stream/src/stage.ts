import { RejectedSampleError } from '@rxgrad/online';
import { Observable, type OperatorFunction, Subscriber } from 'rxjs';
import { type Pipeline, currentPipeline } from './pipeline.ts';

/** What is tried again without the sample that was put aside, and what that sample was. */
export interface Remainder<T> {
  readonly rejected: unknown;
  readonly rest: T | undefined;
}

/**
 * An operator that maps each value and puts bad samples aside, so that one bad sample never ends a
 * run: what is left of a batch goes on without it.
 *
 * @param project - what the stage does
 * @param without - takes the bad sample out of a value
 * @example
 * ```ts
 * import { RejectedSampleError, stage } from 'rxgrad';
 * import { lastValueFrom, of, toArray } from 'rxjs';
 *
 * const positive = stage(
 *   (x: number) => {
 *     if (x < 0) throw new RejectedSampleError('category', `${x} is negative`);
 *     return Math.sqrt(x);
 *   },
 *   (x) => ({ rejected: x, rest: undefined }),
 * );
 * await lastValueFrom(of(4, 9).pipe(positive, toArray())); // → [2, 3]
 * ```
 */
export function stage<T, R>(
  project: (value: T) => R,
  without: (value: T, error: RejectedSampleError) => Remainder<T>,
): OperatorFunction<T, R> {
  return (source) =>
    new Observable((destination) =>
      source.subscribe(new StageSubscriber(destination, project, without, currentPipeline())),
    );
}

/** Extends RxJS's own Subscriber, as its operators do: end and error are forwarded once, by it. */
class StageSubscriber<T, R> extends Subscriber<T> {
  readonly #project: (value: T) => R;
  readonly #without: (value: T, error: RejectedSampleError) => Remainder<T>;
  readonly #pipeline: Pipeline;

  constructor(
    destination: Subscriber<R>,
    project: (value: T) => R,
    without: (value: T, error: RejectedSampleError) => Remainder<T>,
    pipeline: Pipeline,
  ) {
    super(destination);
    this.#project = project;
    this.#without = without;
    this.#pipeline = pipeline;
  }

  protected override _next(value: T): void {
    let result: R;
    try {
      result = this.#project(value);
    } catch (error) {
      this.#putAside(value, error);
      return;
    }
    this.destination.next(result);
  }

  /** A bad sample goes to the pipeline, the rest of its batch goes on; any other error ends the stream. */
  #putAside(value: T, error: unknown): void {
    if (!(error instanceof RejectedSampleError)) return this.error(error);
    try {
      const { rejected, rest } = this.#without(value, error);
      this.#pipeline.reject(rejected, error);
      if (rest !== undefined) this._next(rest);
    } catch (cause) {
      this.error(cause);
    }
  }
}
