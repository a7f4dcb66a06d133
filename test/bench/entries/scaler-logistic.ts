import {
  batch,
  dense,
  forward,
  gradient,
  logLoss,
  loss,
  sequential,
  sgd,
  standardize,
  stream,
  updateWeights,
} from 'rxgrad';
import { lastValueFrom } from 'rxjs';
import type { Entry } from '../entry.ts';
import { linearData, rowsOf } from '../linear-data.ts';

const FEATURES = 6;
const SAMPLES = 100_000;

export const entries: readonly Entry[] = [
  {
    name: 'scaler-logistic-6',
    work: 'scaler and logistic regression, 6 features, one sample at a time',
    prepare: () => {
      const samples = rowsOf(linearData(SAMPLES, FEATURES));
      const model = sequential({ inputs: FEATURES, seed: 1 }, dense(1));
      const update$ = stream(samples).pipe(
        standardize(),
        batch(1),
        forward(model),
        loss(logLoss),
        gradient(),
        updateWeights(sgd({ learningRate: 0.01 })),
      );
      return { perRun: SAMPLES, run: () => lastValueFrom(update$) };
    },
    peers: [{ peer: 'river', name: 'scaler-logistic-6' }],
  },
];
