import {
  batch,
  dense,
  forward,
  gradient,
  logLoss,
  loss,
  sequential,
  sgd,
  stream,
  updateWeights,
} from 'rxgrad';
import { lastValueFrom } from 'rxjs';
import type { Entry } from '../entry.ts';
import { linearData, rowsOf } from '../linear-data.ts';

const FEATURES = 32;
const SAMPLES = 100_000;

export const entries: readonly Entry[] = [
  {
    name: 'logistic-32-stages',
    work: 'logistic regression, 32 dense features, five operators, one sample at a time',
    goal: 5e6,
    prepare: () => {
      const samples = rowsOf(linearData(SAMPLES, FEATURES));
      const model = sequential({ inputs: FEATURES, seed: 1 }, dense(1));
      const update$ = stream(samples).pipe(
        batch(1),
        forward(model),
        loss(logLoss),
        gradient(),
        updateWeights(sgd({ learningRate: 0.01 })),
      );
      return { perRun: SAMPLES, run: () => lastValueFrom(update$) };
    },
    peers: [
      { peer: 'vowpal-wabbit', name: 'logistic-32-stages', goal: 3 },
      { peer: 'river', name: 'logistic-32-stages', goal: 20 },
      { peer: 'scikit-learn', name: 'logistic-32-stages' },
      { peer: 'pytorch', name: 'logistic-32-stages' },
    ],
  },
];
