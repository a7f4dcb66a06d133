import type { Gradient, Parameters } from '@rxgrad/model';
import { Subject, type Observer, type OperatorFunction, type Subscription } from 'rxjs';
import type { Weights } from '../weights.ts';
import type { Learned } from './contribute-options.ts';

/** What was learned since the weights were taken over. */
export interface Lesson {
  readonly kind: 'gradient' | 'delta';
  /** f32 [weights]. */
  readonly data: Float32Array;
  readonly epoch: number;
  readonly base: number;
  readonly size: number;
  readonly loss: number;
}

/** A local copy of the weights, and the pipeline that learns on it. */
export class LocalLearning<T> {
  /** Gradients or updates since the weights were taken over. */
  steps = 0;
  private readonly model: Parameters;
  private readonly item$ = new Subject<T>();
  private readonly learning: Subscription;
  private weights: Weights | undefined;
  private mean: Float32Array | undefined;
  private size = 0;
  private lossSum = 0;

  constructor(
    model: Parameters,
    pipeline: OperatorFunction<T, Learned>,
    after: Partial<Observer<void>>,
  ) {
    this.model = model;
    this.learning = this.item$.pipe(pipeline).subscribe({
      next: (learned) => {
        this.note(learned);
        after.next?.();
      },
      error: (error: unknown) => after.error?.(error),
      complete: () => after.complete?.(),
    });
  }

  /** Takes the run's weights over, and starts a new lesson. */
  begin(weights: Weights): void {
    this.model.load(weights.data, weights.version);
    this.weights = weights;
    this.mean = undefined;
    this.steps = this.size = this.lossSum = 0;
  }

  /** Learns from an item. */
  put(item: T): void {
    this.item$.next(item);
  }

  /** No more items come; what is left of a batch is learned. */
  complete(): void {
    this.item$.complete();
  }

  /** Lets go of the pipeline: it may have timers of its own. */
  stop(): void {
    this.learning.unsubscribe();
  }

  /** What was learned so far. */
  lesson(): Lesson {
    const { mean, model, size, lossSum } = this;
    const { epoch, version: base, data: start } = this.weights as Weights;
    const about = { epoch, base, size, loss: lossSum / size };
    if (mean !== undefined) return { kind: 'gradient', data: mean, ...about };
    const data = model.data.map((weight, i) => weight - (start[i] as number));
    return { kind: 'delta', data, ...about };
  }

  private note(learned: Learned): void {
    this.steps += 1;
    if ('block' in learned) return this.count(learned.size, learned.loss);
    if ('gradient' in learned) return this.count(learned.size, learned.gradient.lossValue);
    this.count(learned.size, learned.lossValue);
    this.add(learned);
  }

  private count(size: number, loss: number): void {
    this.size += size;
    this.lossSum += loss * size;
  }

  /** The mean over all samples: gradients of larger batches count for more. */
  private add({ data, size }: Gradient): void {
    const { mean } = this;
    if (mean === undefined) {
      this.mean = data.slice();
      return;
    }
    const share = size / this.size;
    for (let i = 0; i < mean.length; i += 1) {
      const before = mean[i] as number;
      mean[i] = before + share * ((data[i] as number) - before);
    }
  }
}
