import { expect, it } from 'vitest';
import { Batch, dense, logLoss, sequential } from '../index.ts';
import { optimizers } from './registry.ts';

// FTRL's weight is 0 unless |z| > λ₁, which no NaN is; so it is in River.
const names = Object.keys(optimizers).filter((name) => name !== 'ftrl');

it.each(names)('%s does not hide that a model has diverged', (name) => {
  const optimizer = (optimizers[name as keyof typeof optimizers] as (rate: number) => never)(0.05);
  const model = sequential({ inputs: 2, seed: 1 }, dense(1));
  model.load([Number.NaN, 1, 0]);
  const { gradient } = model
    .forward(Batch.one({ x: [1, 2], y: 0 }))
    .loss(logLoss)
    .gradient()
    .update(optimizer);
  expect(gradient.loss?.value).toBeNaN();
  expect(model.data[1]).toBeNaN();
});
