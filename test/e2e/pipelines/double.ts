import { dense, inbox, learn, sequential, sgd, squaredError, stream, train, zeros } from 'rxgrad';

type Input = 'taste' | 'look';

/** A neuron that waits to be fed: what `rxgrad serve` is given in tests. */
export function run() {
  const fed = inbox();
  const names: readonly Input[] = ['taste', 'look'];
  const model = sequential({ inputs: names }, dense(1, { initializer: zeros() }));
  const update$ = stream(fed).pipe(
    learn(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.2 }) }),
  );
  return train({ name: 'double', model, update$, inbox: fed });
}
