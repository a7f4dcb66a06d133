import { expect, it } from 'vitest';
import { adagrad, learner, logLoss, sequential, sparseLinear, zeros } from '../index.ts';

it('holds 2^24 weights: a step moves those of its entries, and takes no memory', () => {
  const inputs = 2 ** 24;
  const model = sequential({ inputs }, sparseLinear(1, { initializer: zeros() }));
  const fast = learner(model, { loss: logLoss, optimizer: adagrad({ learningRate: 0.1 }) });
  const indices = Uint32Array.of(0, 7, 2 ** 20, inputs - 1);
  const x = { indices, values: Float32Array.of(1, -2, 3, 0.5) };
  fast.learnOne({ x, y: 1 });
  // Weights, their slot, and where a row stands in the list of touched ones: 64 MiB each.
  const { buffer } = model.memory.machine.memory;
  expect(buffer.byteLength).toBeLessThan(193 * 2 ** 20);
  for (let step = 0; step < 1000; step += 1) fast.learnOne({ x, y: step % 2 });
  expect(model.memory.machine.memory.buffer).toBe(buffer);
  expect(model.data.reduce((sum, weight) => sum + Number(weight !== 0), 0)).toBe(5);
  for (const index of indices) expect(model.data[index]).not.toBe(0);
});
