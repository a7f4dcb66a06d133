import { type Batch, Block, constant, dense, sequential, sgd, squaredError } from '@rxgrad/model';
import { type Observable, from, lastValueFrom, map, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import {
  type Fate,
  type Inbox,
  accumulate,
  batch,
  clipNorm,
  forward,
  gradient,
  inbox,
  loss,
  stream,
  train,
  updateWeights,
} from '../index.ts';

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

it.each([
  ['samples', 1, (fed: Inbox) => stream(fed).pipe(batch(1))],
  // 64 rows are a block of their own.
  ['blocks', 64, (fed: Inbox) => stream(fed.blocks()) as Observable<unknown> as Observable<Batch>],
] as const)('tells %s from outside what became of them', async (_, rows, batches) => {
  const fed = inbox();
  const target = model();
  const update$ = batches(fed).pipe(
    forward(target),
    loss(squaredError),
    gradient(),
    accumulate(2),
    clipNorm(1),
    updateWeights(sgd()),
  );
  const run = train({ name: 'fed', model: target, update$, inbox: fed });
  const fates: string[] = [];
  const settle = (from: number, to: number, { status }: Fate) => {
    for (let i = from; i < to; i += 1) fates.push(status);
  };
  for (let i = 0; i < 5; i += 1) {
    const block = new Block(new Float32Array(rows * 2).fill(i), new Float32Array(rows), rows);
    fed.offerBlock(block, settle);
  }
  fed.close();
  await run.done;
  const told = (status: string) => fates.filter((fate) => fate === status).length;
  expect([told('applied'), told('rejected')]).toEqual([4 * rows, rows]);
});

it.each([0, 1.5, -1])('refuses %d', (n) => {
  expect(() => accumulate(n)).toThrow(/whole number/);
});
