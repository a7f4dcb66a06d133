import { dense, sequential, sgd, squaredError } from '@rxgrad/model';
import {
  type Run,
  aggregate,
  batch,
  contributions,
  forward,
  gradient,
  inbox,
  loss,
  stream,
  train,
  updateWeights,
} from '@rxgrad/stream';
import { merge } from 'rxjs';

/** The run that the golden frames are about; it takes whatever a client may send: samples, gradients, control. */
export function fuzzedRun(): Run {
  const model = sequential({ inputs: 3, seed: 1 }, dense(1));
  const fed = inbox({ capacity: 256 });
  const contributed = contributions(model);
  const update$ = merge(
    stream(fed).pipe(batch(1), forward(model), loss(squaredError), gradient()),
    stream(contributed).pipe(aggregate({ mode: 'async' })),
  ).pipe(updateWeights(sgd({ learningRate: 0.01 })));
  return train({ name: 'cake', model, update$, inbox: fed, contributions: contributed });
}
