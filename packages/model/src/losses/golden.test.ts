import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Batch, dense, identity, lossByName, sequential } from '../index.ts';

interface Golden {
  readonly outputs: number[][];
  readonly labels: Record<string, number[][]>;
  readonly cases: { loss: string; labels: string; value: number; slopes: number[][] }[];
}

const file = new URL('../../../../test/golden/losses/losses.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

it.each(golden.cases)('$loss is that of PyTorch or scikit-learn', (expected) => {
  const loss = lossByName(expected.loss);
  if (loss === undefined) throw new Error(`no loss ${expected.loss}`);
  const model = sequential({ inputs: 3 }, identity());
  const labels = golden.labels[expected.labels] ?? [];
  const samples = golden.outputs.map((x, i) => ({ x, y: labels[i] ?? [] }));
  const measured = model.forward(Batch.of(samples)).loss(loss);
  expect(Math.abs(measured.value / expected.value - 1)).toBeLessThan(1e-6);
  for (const [i, slope] of expected.slopes.flat().entries()) {
    const found = slopesOf(loss, golden.outputs.flat()[i] ?? 0, labels.flat()[i] ?? 0) / 18;
    expect(Math.abs(found - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
  }
});

/** The derivative of one output's loss, read from the bias of a neuron that predicts it. */
function slopesOf(loss: NonNullable<ReturnType<typeof lossByName>>, z: number, y: number): number {
  const model = sequential({ inputs: 1 }, dense(1));
  model.data.set([0, z]);
  const { data } = model
    .forward(Batch.of([{ x: [0], y }]))
    .loss(loss)
    .gradient();
  return data[1] ?? Number.NaN;
}
