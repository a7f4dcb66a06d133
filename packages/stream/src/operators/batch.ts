import { Batch, type Sample } from '@rxgrad/model';
import { Observable, type OperatorFunction, Subscriber } from 'rxjs';
import { stage } from '../stage.ts';

/**
 * Gathers samples into mini-batches: each becomes one weight update.
 *
 * ```
 * samples   a b c d e|
 * batch(2)    ab  cd e|
 * ```
 *
 * What is left at the end is a smaller batch. Samples from outside that wait in an unfinished
 * batch when the run is stopped are told that they were not learned.
 *
 * @param size - samples a batch, 1 or more
 * @throws RangeError - when the size is not a positive integer
 * @example
 * ```ts
 * import { batch, stream } from 'rxgrad';
 * import { lastValueFrom, map, toArray } from 'rxjs';
 *
 * const samples = [0, 1, 2].map((x) => ({ x: [x], y: x }));
 * const sizes$ = stream(samples).pipe(batch(2), map((b) => b.size), toArray());
 * await lastValueFrom(sizes$); // → [2, 1]
 * ```
 */
export function batch(size: number): OperatorFunction<Sample, Batch> {
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`batch expects a positive integer as its size, it was given ${size}`);
  }
  if (size === 1) return stage((sample) => Batch.one(sample));
  return (source) =>
    new Observable((destination) => source.subscribe(new BatchSubscriber(destination, size)));
}

class BatchSubscriber extends Subscriber<Sample> {
  readonly #size: number;
  #samples: Sample[] = [];

  constructor(destination: Subscriber<Batch>, size: number) {
    super(destination);
    this.#size = size;
    this.add(() => this.#abandon());
  }

  protected override _next(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length >= this.#size) this.#flush();
  }

  protected override _complete(): void {
    if (this.#samples.length > 0) this.#flush();
    super._complete();
  }

  #flush(): void {
    const samples = this.#samples;
    this.#samples = [];
    this.destination.next(Batch.of(samples));
  }

  #abandon(): void {
    for (const { receipt } of this.#samples) {
      receipt?.settle({ status: 'rejected', reason: 'the run was stopped' });
    }
  }
}
