import type { Gradient } from '@rxgrad/model';
import { Observable, type OperatorFunction } from 'rxjs';
import type { Contribution } from '../../contributions/contribution.ts';
import { currentPipeline } from '../../pipeline.ts';
import { type AggregateOptions, settingsOf } from './aggregate-options.ts';
import { Aggregator } from './aggregator.ts';

/**
 * Makes gradients of what others contribute, to be applied like any other.
 *
 * ```
 * contributions           a1   b1   c1   a2   b2   c2|      a, b, c: who; 1, 2: which
 * async                   ∇    ∇    ∇    ∇    ∇    ∇ |      each an update, discounted if late
 * buffered, size 2             ∇         ∇         ∇ |      every two
 * rounds, size 3                    ∇              ∇ |      all of one version, in any order
 * ```
 *
 * A contribution whose base is more than `maxStaleness` versions behind the weights, or of another
 * epoch (before a rollback), is `stale`. Each has its fate told once: `applied` with the version that it is part
 * of, `stale`, or `rejected` with the reason. In a buffer or round a contributor has one voice, and `rounds` come to the
 * same bits whatever order contributions come in.
 *
 * Deltas of weights arrive as gradients, negated: with `updateWeights(sgd({ learningRate: 1 }))` their mean is
 * added to the weights, which is federated averaging.
 *
 * @param options - `mode` and its options: `size`, `robust`, `maxStaleness`, `clipNorm`, …
 * @throws OptionError - when an option can't be
 * @see Xie, Koyejo, Gupta 2019 (FedAsync); Nguyen et al. 2022 (FedBuff); McMahan et al. 2017 (FedAvg); Yin et al. 2018
 *   (median, trimmed mean)
 * @example
 * ```ts
 * import { aggregate, contributions, parameters, sgd, stream, updateWeights } from 'rxgrad';
 * import { lastValueFrom } from 'rxjs';
 *
 * const model = parameters({ angle: 0 });
 * const contributed = contributions(model);
 * const update$ = stream(contributed).pipe(
 *   aggregate({ mode: 'rounds', size: 3, robust: 'median' }),
 *   updateWeights(sgd({ learningRate: 1 })),
 * );
 * const from = { kind: 'gradient', epoch: 0, base: 0, size: 1 } as const;
 * const fates: string[] = [];
 * for (const [contributor, value] of [['ada', -1], ['ben', -2], ['mallory', 1e9]] as const) {
 *   const data = Float32Array.of(value);
 *   contributed.offer({ ...from, contributor, data }, ({ status }) => fates.push(status));
 * }
 * contributed.close();
 * await lastValueFrom(update$);
 * fates; // → ['applied', 'applied', 'applied']
 * Array.from(model.data); // → [1]
 * ```
 */
export function aggregate(options: AggregateOptions): OperatorFunction<Contribution, Gradient> {
  const settings = settingsOf(options);
  return (source) =>
    new Observable((subscriber) => {
      const aggregator = new Aggregator(subscriber, settings);
      aggregator.add(currentPipeline().drawsFrom(aggregator));
      return source.subscribe(aggregator);
    });
}
