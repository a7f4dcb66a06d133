import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Random } from '@rxgrad/online';
import { expect, test } from 'vitest';

import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { gru } from '../layers/gru.ts';
import { relu } from '../layers/relu.ts';
import { sparseLinear } from '../layers/sparse-linear.ts';
import { tanh } from '../layers/tanh.ts';
import { learner } from '../learner.ts';
import { squaredError } from '../losses/squared-error.ts';
import type { Model } from '../model.ts';
import { adagrad } from '../optimizers/adagrad.ts';
import { adam } from '../optimizers/adam.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { sgd } from '../optimizers/sgd.ts';
import { parameters } from '../parameters/parameters-of.ts';
import { sequential } from '../sequential.ts';
import { optimizerToSafetensors } from './optimizer-to-safetensors.ts';
import { readFile } from './read-file.ts';
import { stateToSafetensors } from './state-to-safetensors.ts';
import { toSafetensors } from './to-safetensors.ts';

const script = fileURLToPath(
  new URL('../../../../test/golden/safetensors/verify.py', import.meta.url),
);
const python = process.env['RXGRAD_PEERS_PYTHON'];
const usable = python !== undefined && canImport(python);
const reason = usable
  ? ''
  : ' (skipped: RXGRAD_PEERS_PYTHON names no Python with safetensors and torch)';

function canImport(path: string): boolean {
  try {
    execFileSync(path, ['-c', 'import safetensors, torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const random = new Random(5);
const rows = (n: number, width: number): number[][] =>
  Array.from({ length: n }, () => Array.from({ length: width }, () => random.normal()));
const [x, y] = [rows(10, 3), rows(10, 2)];

function learn(model: Model, optimizer: Optimizer, first: number, last: number): void {
  const fast = learner(model, { loss: squaredError, optimizer });
  for (let i = first; i < last; i += 1) fast.learnOne({ x: x[i] ?? [], y: y[i] ?? [] });
}

/** What a file holds, as plain numbers. */
function contents(bytes: Uint8Array): object {
  const entries = [...readFile(bytes).tensors].map(([name, tensor]) => [
    name,
    { shape: tensor.shape, values: [...tensor.dtype.read(tensor.bytes.slice().buffer)] },
  ]);
  return Object.fromEntries(entries) as object;
}

const training: Record<string, { make: () => Optimizer; options: object }> = {
  sgd: { make: () => sgd({ learningRate: 0.05 }), options: { lr: 0.05 } },
  'sgd-momentum': {
    make: () => sgd({ learningRate: 0.05, momentum: 0.9 }),
    options: { lr: 0.05, momentum: 0.9 },
  },
  'sgd-nesterov': {
    make: () => sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
    options: { lr: 0.05, momentum: 0.9, nesterov: true },
  },
  adagrad: { make: () => adagrad({ learningRate: 0.05 }), options: { lr: 0.05 } },
  adam: { make: () => adam({ learningRate: 0.01 }), options: { lr: 0.01 } },
};

/** Writes files into the folder, and tells what `verify.py` should find in them. */
function prepare(folder: string): void {
  const tensors: Record<string, object> = {};
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    tensors[name] = contents(bytes);
    return name;
  };

  write(
    'parameters.safetensors',
    toSafetensors(parameters({ angle: 0.5, 'força "1"\n': [5, -0] })),
  );
  const hashed = sequential({ inputs: 3, seed: 2, name: 'häshed' }, sparseLinear(2), relu());
  write('layers.safetensors', toSafetensors(hashed));
  const remembering = sequential({ inputs: 3, seed: 2 }, gru(2, { steps: 3 }), dropout(0.5));
  learn(remembering, sgd(), 0, 4);
  write('state.safetensors', stateToSafetensors(remembering));
  const models: object[] = [
    {
      weights: write('sparse.safetensors', toSafetensors(hashed, { names: 'positions' })),
      layers: [['linear', 3, 2], ['relu']],
      x,
      predictions: x.map((row) => [...hashed.predictOne(row)]),
    },
  ];
  for (const [kind, { make, options }] of Object.entries(training)) {
    const [model, optimizer] = [
      sequential({ inputs: 3, seed: 1 }, dense(5), tanh(), dense(2)),
      make(),
    ];
    learn(model, optimizer, 0, 5);
    const names = { names: 'positions' } as const;
    const weights = write(`${kind}.safetensors`, toSafetensors(model, names));
    const state = write(
      `${kind}-state.safetensors`,
      optimizerToSafetensors(model, optimizer, names),
    );
    const predictions = x.map((row) => [...model.predictOne(row)]);
    learn(model, optimizer, 5, 10);
    const trained = Object.fromEntries(
      Object.entries(
        contents(toSafetensors(model, names)) as Record<string, { values: number[] }>,
      ).map(([name, { values }]) => [name, values]),
    );
    models.push({
      weights,
      layers: [['linear', 3, 5], ['tanh'], ['linear', 5, 2]],
      x,
      predictions,
      training: { optimizer: kind, options, state, x: x.slice(5), y: y.slice(5), trained },
    });
  }
  writeFileSync(join(folder, 'expected.json'), JSON.stringify({ tensors, models }));
}

test.skipIf(!usable)(
  `Python loads what is written here, predicts the same and trains on${reason}`,
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rxgrad-safetensors-'));
    try {
      prepare(folder);
      const { stdout } = await promisify(execFile)(python ?? '', [script, folder]);
      expect(stdout).toBe('verified 14 files, 6 models\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
