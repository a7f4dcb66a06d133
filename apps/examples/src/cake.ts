import {
  Random,
  batch,
  dense,
  evaluate,
  forward,
  gradient,
  inbox,
  loss,
  metrics,
  schedules,
  sequential,
  sgd,
  squaredError,
  stream,
  train,
  updateWeights,
} from 'rxgrad';
import { merge, take } from 'rxjs';
import type { Example } from './example.ts';

/** How the judge weighs taste, look and smell; the neuron has to find out. */
const JUDGE = [0.6, 0.3, 0.1];
const NOISE = 0.03;
const CAKES = 20_000;

/**
 * The hello world of weights: a judge scores cakes, and a single neuron, which starts with random
 * weights, finds out how the judge weighs taste, look and smell.
 */
export const cake: Example = {
  summary: 'a neuron finds out how a judge weighs taste, look and smell',
  pace: { live: 500, headless: 'max' },
  start({ seed, rate, limit, live }) {
    const model = sequential(
      { inputs: ['taste', 'look', 'smell'], seed },
      dense(1, { name: 'neuron' }),
    );
    const fed = inbox();
    if (!live) fed.close();
    const judged$ = stream(cakes(seed), { rate }).pipe(take(limit ?? (live ? Infinity : CAKES)));
    const update$ = merge(judged$, stream(fed)).pipe(
      batch(1),
      forward(model),
      loss(squaredError),
      gradient(),
      updateWeights(sgd({ learningRate: schedules.inverseScaling({ initial: 0.5, power: 0.5 }) })),
      evaluate(
        { mae: metrics.rolling(metrics.mae(), 500) },
        { baseline: { mae: metrics.meanBaseline(metrics.rolling(metrics.mae(), 500)) } },
      ),
    );
    const run = train({ name: 'cake', model, update$, inbox: fed });
    return { run, headline: 'mae' };
  },
};

/** Cakes without end: x = (taste, look, smell) in [0, 1), y = the judge's score. */
function* cakes(seed: number) {
  const random = new Random(seed);
  for (;;) {
    const x = JUDGE.map(() => random.uniform());
    const score = x.reduce((sum, value, i) => sum + value * (JUDGE[i] ?? 0), 0);
    yield { x, y: score + NOISE * random.normal() };
  }
}
