import { constant, dense, sequential, sgd, squaredError } from '@rxgrad/model';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { accumulate, batch, forward, gradient, loss, updateWeights } from '../index.ts';

const samples = Array.from({ length: 7 }, (_, i) => ({ x: [i, 1], y: i % 3 }));
const model = () => sequential({ inputs: 2, seed: 1 }, dense(1, { initializer: constant(0.5) }));

it('makes one update of each three gradients, of all their samples, and drops the rest', async () => {
  const updates = await lastValueFrom(
    from(samples).pipe(
      batch(1),
      forward(model()),
      loss(squaredError),
      gradient(),
      accumulate(3),
      updateWeights(sgd({ learningRate: 0.1 })),
      map(({ version, size }) => ({ version, size })),
      toArray(),
    ),
  );
  expect(updates).toEqual([
    { version: 1, size: 3 },
    { version: 2, size: 3 },
  ]);
});

it('comes to the same as a mini-batch', async () => {
  const [small, large] = [model(), model()];
  const learning = (target: typeof small, size: number, n: number) =>
    from(samples.slice(0, 6)).pipe(
      batch(size),
      forward(target),
      loss(squaredError),
      gradient(),
      accumulate(n),
      updateWeights(sgd({ learningRate: 0.01 })),
    );
  await lastValueFrom(learning(small, 1, 3));
  await lastValueFrom(learning(large, 3, 1));
  for (const [i, weight] of small.data.entries()) expect(weight).toBeCloseTo(large.data[i] ?? 0, 5);
});

it.each([0, 1.5, -1])('refuses %d', (n) => {
  expect(() => accumulate(n)).toThrow(/whole number/);
});
