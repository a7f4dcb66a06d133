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
 * Stages that follow each other directly are run through in one loop, without RxJS's hops in between.
 *
 * @param project - what the stage does
 * @param without - takes the bad sample out of a value; left out where none can be bad
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
  without?: (value: T, error: RejectedSampleError) => Remainder<T>,
): OperatorFunction<T, R> {
  return (source) =>
    new Observable((destination) =>
      source.subscribe(
        new StageSubscriber(destination, { project, without } as Step, currentPipeline()),
      ),
    );
}

/** What a stage does, in a row of stages that each take what the one before made. */
interface Step {
  readonly project: (value: unknown) => unknown;
  readonly without:
    | ((value: unknown, error: RejectedSampleError) => Remainder<unknown>)
    | undefined;
}

/** A step, who ends the stream if it fails, and who hears of its bad samples. */
interface Link extends Step {
  readonly subscriber: Subscriber<unknown>;
  readonly pipeline: Pipeline;
}

/** Extends RxJS's own Subscriber, as its operators do: end and error are forwarded once, by it. */
class StageSubscriber extends Subscriber<unknown> {
  /** This stage, and those that follow it directly. */
  readonly #links: readonly Link[];
  /** What they do: functions on their own are called sooner than methods of objects of many shapes. */
  readonly #projects: readonly Step['project'][];
  /** What follows the last of them. */
  readonly #end: Subscriber<unknown>;

  constructor(destination: Subscriber<unknown>, step: Step, pipeline: Pipeline) {
    super(destination);
    const link = { ...step, subscriber: this, pipeline };
    const next = destination instanceof StageSubscriber ? destination : undefined;
    this.#links = next === undefined ? [link] : [link, ...next.#links];
    this.#projects = this.#links.map(({ project }) => project);
    this.#end = next === undefined ? destination : next.#end;
  }

  protected override _next(value: unknown): void {
    const projects = this.#projects;
    let result = value;
    for (let at = 0; at < projects.length;) {
      try {
        for (; at < projects.length; at += 1) {
          // A stage may end the run itself: what follows it then learns nothing more.
          if (this.closed) return;
          const project = projects[at] as Step['project'];
          result = project(result);
        }
      } catch (error) {
        result = putAside(this.#links[at] as Link, result, error);
        if (result === undefined) return;
      }
    }
    this.#end.next(result);
  }
}

/** A bad sample goes to the pipeline, and the rest of its batch goes on; any other error ends the stream. */
function putAside(link: Link, value: unknown, error: unknown): unknown {
  const { without, subscriber, pipeline } = link;
  try {
    if (without === undefined || !(error instanceof RejectedSampleError)) throw error;
    const { rejected, rest } = without(value, error);
    pipeline.reject(rejected, error);
    return rest;
  } catch (cause) {
    subscriber.error(cause);
    return undefined;
  }
}
