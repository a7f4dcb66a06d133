import { type Sample, dense, sequential, sgd, squaredError } from '@rxgrad/model';
import {
  type Inbox,
  type Run,
  batch,
  forward,
  gradient,
  inbox,
  loss,
  stream,
  train,
  updateWeights,
} from '@rxgrad/stream';
import { merge } from 'rxjs';

export const INPUTS = 32;
const CHUNK = 1_024;

/** Samples without end, or so many of them: y is the mean of x, or is noise. */
function* samples(limit: number, noise: boolean): Generator<Sample> {
  const made = Array.from({ length: CHUNK }, (_, i) => {
    const x = Float32Array.from({ length: INPUTS }, (__, j) => Math.sin(i * 7 + j * 3));
    const mean = x.reduce((sum, value) => sum + value) / INPUTS;
    return { x, y: noise ? Math.sin(i * i) : mean };
  });
  for (let i = 0; i < limit; i += 1) yield made[i % CHUNK] as Sample;
}

/** What a run of these tests is made of. */
export interface RunOptions {
  readonly name?: string;
  /** Samples of its own; endless unless told. */
  readonly limit?: number;
  /** Samples a second of its own; flat out unless told. */
  readonly rate?: number;
  readonly hidden?: number;
  /** Labels that can't be learned, so that weights never rest. */
  readonly noise?: boolean;
  /** Wide layers want less than the 0.01 that there is unless told. */
  readonly learningRate?: number;
  /** Room for samples from outside. */
  readonly capacity?: number;
}

/** A real run. */
export function startRun(options: RunOptions = {}): { readonly run: Run; readonly fed: Inbox } {
  const { name = 'run', limit = Infinity, hidden = 0, capacity = 4_096, rate = 'max' } = options;
  const { noise = false, learningRate = 0.01 } = options;
  const layers = hidden > 0 ? [dense(hidden), dense(1)] : [dense(1)];
  const [first, ...rest] = layers as [ReturnType<typeof dense>, ...ReturnType<typeof dense>[]];
  const model = sequential({ inputs: INPUTS, seed: 1 }, first, ...rest);
  const fed = inbox({ capacity });
  const update$ = merge(stream(fed), stream(samples(limit, noise), { rate })).pipe(
    batch(1),
    forward(model),
    loss(squaredError),
    gradient(),
    updateWeights(sgd({ learningRate })),
  );
  return { run: train({ name, model, update$, inbox: fed }), fed };
}
