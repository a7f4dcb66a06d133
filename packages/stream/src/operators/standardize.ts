import type { Features, Sample } from '@rxgrad/model';
import { ShapeError } from '@rxgrad/model';
import { StandardScaler } from '@rxgrad/online';
import { type OperatorFunction, defer } from 'rxjs';
import { currentPipeline } from '../pipeline.ts';
import { stage } from '../stage.ts';

/**
 * Brings each feature to mean 0 and variance 1, as far as the stream has told: (x − μ) / σ, and 0
 * where σ is 0. Learns x before it transforms it, as River does.
 *
 * ```
 * samples         s   s   s|
 * standardize()   s'  s'  s'|
 * ```
 *
 * A run's `predict` goes through the same scaler, which then learns nothing.
 *
 * @param scaler - one's own, to look into or to restore
 * @example
 * ```ts
 * import { standardize, stream } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const samples = [{ x: [1], y: 0 }, { x: [3], y: 1 }];
 * const last$ = stream(samples).pipe(standardize(), map((s) => s.x));
 * Array.from((await lastValueFrom(last$)) as Float32Array); // → [1]
 * ```
 */
export function standardize(scaler?: StandardScaler): OperatorFunction<Sample, Sample> {
  return (source) =>
    defer(() => {
      const own = scaler ?? new StandardScaler();
      currentPipeline().preprocesses((x) => own.transformOne(dense(x)), own);
      return source.pipe(
        stage(
          (sample: Sample) => scaled(sample, own),
          (sample) => ({ rejected: sample, rest: undefined }),
        ),
      );
    });
}

function scaled(sample: Sample, scaler: StandardScaler): Sample {
  const x = dense((sample as Sample | undefined)?.x);
  scaler.learnOne(x);
  const { y, receipt } = sample;
  return receipt === undefined
    ? { x: scaler.transformOne(x), y }
    : { x: scaler.transformOne(x), y, receipt };
}

function dense(x: Features | undefined): ArrayLike<number> {
  if (typeof x !== 'object' || x === null) {
    throw new ShapeError('the sample has no features: x must be numbers');
  }
  if ('length' in x) return x;
  throw new ShapeError(
    'standardize expects dense features, the sample has sparse ones; center no sparse features: ' +
      'hash values that are scaled already',
  );
}
