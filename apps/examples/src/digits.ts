import {
  type Model,
  Random,
  type Sample,
  batch,
  crossEntropy,
  dense,
  evaluate,
  forward,
  gradient,
  inbox,
  loss,
  metrics,
  relu,
  schedules,
  sequential,
  sgd,
  stream,
  train,
  updateWeights,
} from 'rxgrad';
import { merge, take, tap } from 'rxjs';
import type { Example } from './example.ts';
import { readDigits } from './digits-data.ts';

const HELD_BACK = 2_000;
const EPOCHS = 5;
const BATCH = 2;

/**
 * Ten thousand handwritten digits, 28×28 pixels each, through a 784-128-10 network: the first pass
 * is scored as it is learned, and 2,000 digits that are never learned score the end.
 */
export const digits: Example = {
  summary: 'a 784-128-10 network learns to read handwritten digits',
  pace: { live: 500, headless: 'max' },
  start({ seed, rate, limit, live }) {
    const random = new Random(seed);
    const all = random.shuffle(readDigits());
    const heldBack = all.slice(0, HELD_BACK);
    const learned = all.slice(HELD_BACK);

    const model = sequential(
      { inputs: 784, seed },
      dense(128, { name: 'hidden' }),
      relu(),
      dense(10, { name: 'digit' }),
    );
    const fed = inbox();
    if (!live) fed.close();
    const accuracy = metrics.accuracy();
    let firstPass: number | undefined;
    const read$ = stream(passes(learned, random), { rate }).pipe(take(limit ?? Infinity));
    const update$ = merge(read$, stream(fed)).pipe(
      batch(BATCH),
      forward(model),
      loss(crossEntropy),
      gradient(),
      updateWeights(sgd({ learningRate: schedules.inverseScaling({ initial: 0.2, power: 0.2 }) })),
      evaluate({ accuracy, recentAccuracy: metrics.rolling(metrics.accuracy(), 1_000) }),
      tap(({ version }) => {
        if (version * BATCH === learned.length) firstPass = accuracy.get();
      }),
    );
    const run = train({ name: 'digits', model, update$, inbox: fed });
    return {
      run,
      headline: 'accuracy',
      finalMetrics: () => ({
        firstPassAccuracy: firstPass ?? accuracy.get(),
        heldBackAccuracy: accuracyOn(model, heldBack),
      }),
    };
  },
};

/** The digits again and again, in another order each time. */
function* passes(samples: Sample[], random: Random) {
  for (let epoch = 0; epoch < EPOCHS; epoch++) yield* random.shuffle([...samples]);
}

function accuracyOn(model: Model, samples: readonly Sample[]): number {
  const accuracy = metrics.accuracy();
  for (const { x, y } of samples)
    accuracy.update(crossEntropy.link(model.predictOne(x)), Number(y));
  return accuracy.get();
}
