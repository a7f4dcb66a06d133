import { describe, expect, it } from 'vitest';
import { type LabelKind, drawn } from '../laws/drawn.ts';
import { type Pairing, pairingFiles, readPairings } from '../laws/pairing-file.ts';
import { type PairingNet, pairingNets } from '../laws/pairing-nets.ts';
import {
  Batch,
  type LayerSchema,
  type LossFunction,
  type Model,
  type Optimizer,
  adadelta,
  adagrad,
  adam,
  adamw,
  amsgrad,
  learner,
  lossByName,
  nadam,
  rmsprop,
  sequential,
  sgd,
} from './index.ts';
import { layerTypes } from './layers/registry.ts';
import { optimizers } from './optimizers/registry.ts';

const makers = {
  adadelta,
  adagrad,
  adam,
  adamw,
  amsgrad,
  nadam,
  rmsprop,
  sgd,
} satisfies Record<string, (options: never) => Optimizer>;
const labelKinds: Readonly<Record<string, LabelKind>> = {
  crossEntropy: 'class',
  logLoss: 'binary',
  poisson: 'counts',
};
/** The random numbers' key of `layers.py`. */
const DROPOUT_STATE = Uint32Array.of(0x12345678, 0x9abcdef0, 0, 0);

describe.each(pairingFiles)('100 steps lead where PyTorch gets to: %s', (name) => {
  const { losses, pairings, steps } = readPairings(name);
  it.each(losses)('× %s × every optimizer, batches of 1, 3 and 32', (lossName) => {
    const loss = lossByName(lossName) as LossFunction;
    const astray = pairings(lossName).flatMap((pairing) => {
      const trained = train(name, loss, pairing, steps);
      const far = distance(trained.model.data, pairing.weights);
      const off = Math.abs(trained.loss / pairing.loss - 1);
      return far <= 1e-5 && off <= 1e-5 ? [] : [[pairing.optimizer, pairing.batch, far, off]];
    });
    expect(astray).toEqual([]);
  });
});

it('every layer and optimizer that PyTorch has is among them', () => {
  const typesOf = (layers: readonly LayerSchema[]): string[] =>
    layers.flatMap(({ type, ...rest }) => [
      type,
      ...typesOf((rest['layers'] ?? []) as readonly LayerSchema[]),
    ]);
  const layers = pairingFiles.flatMap((name) => typesOf(build(name).schema().layers));
  expect(new Set(layers)).toEqual(new Set(Object.keys(layerTypes)));
  expect(new Set(pairingFiles)).toEqual(new Set(Object.keys(pairingNets)));
  const families = Object.keys(optimizers).map((name) => name.split('-')[0] ?? '');
  expect(new Set(families.filter((name) => name !== 'ftrl'))).toEqual(new Set(Object.keys(makers)));
});

function train(
  name: string,
  loss: LossFunction,
  { optimizer, options, batch, seed, weights }: Pairing,
  steps: number,
): { readonly model: Model; readonly loss: number } {
  const model = build(name);
  const { x, labels, first } = drawn(seed, netOf(name).kind, weights.length);
  const y = labels[labelKinds[loss.name] ?? 'values'];
  model.load(first);
  const make = makers[optimizer.split(' ')[0] as keyof typeof makers] as (o: object) => Optimizer;
  const fast = learner(model, { loss, optimizer: make(options) });
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    const rows = Array.from({ length: batch }, (_, k) => (step * batch + k) % x.length);
    const samples = rows.map((row) => ({ x: x[row] ?? [], y: y[row] ?? 0 }));
    sum += Math.abs(fast.learnBatch(Batch.of(samples)).gradient.lossValue);
  }
  return { model, loss: sum };
}

function netOf(name: string): PairingNet {
  const net = pairingNets[name];
  if (net === undefined) throw new Error(`no network ${name}`);
  return net;
}

function build(name: string): Model {
  const { kind, layers } = netOf(name);
  const model = sequential({ inputs: kind === 'categories' ? 2 : 3 }, ...layers());
  if (name !== 'dropout') return model;
  model.restore({ ...(model.snapshot() as object), layers: DROPOUT_STATE });
  return model;
}

/** Relative to all weights together: ‖found − expected‖ / ‖expected‖. */
function distance(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Number.NaN;
  return Math.hypot(...found.map((w, i) => w - (expected[i] ?? 0))) / Math.hypot(...expected);
}
