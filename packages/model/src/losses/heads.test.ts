import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bits } from '../../laws/zoo.ts';
import {
  Batch,
  Block,
  LabelError,
  type LossFunction,
  type Model,
  adam,
  checkGradients,
  chain,
  crossEntropy,
  defineLoss,
  dense,
  huber,
  learner,
  logLoss,
  lossByName,
  losses,
  named,
  parallel,
  poisson,
  sequential,
  sgd,
  squaredError,
  tanh,
} from '../index.ts';

interface Golden {
  readonly loss: string;
  readonly steps: number;
  readonly x: number[][];
  readonly y: number[][];
  readonly first: number[];
  readonly cases: {
    readonly optimizer: 'sgd' | 'adam';
    readonly batch: number;
    readonly lossSum: number;
    readonly weights: number[];
  }[];
}

const file = new URL('../../../../test/golden/losses/heads.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
const { x, y } = golden;
const samples = x.map((row, i) => ({ x: row, y: y[i] ?? [] }));

const three = losses({
  price: squaredError,
  area: { loss: huber(), outputs: 2, weight: 0.5 },
  sold: { loss: logLoss, weight: 2 },
});
const build = (): Model =>
  sequential(
    { inputs: 3, seed: 1 },
    dense(4),
    tanh(),
    parallel(named('price', dense(1)), named('area', dense(2)), named('sold', dense(1))),
  );
const optimizers = {
  sgd: () => sgd({ learningRate: 0.05 }),
  adam: () => adam({ learningRate: 0.01 }),
};

describe('100 steps lead where PyTorch gets to with the sum of three losses', () => {
  it.each(golden.cases)('$optimizer, batches of $batch', (given) => {
    const model = build();
    model.load(golden.first);
    const fast = learner(model, { loss: three, optimizer: optimizers[given.optimizer]() });
    let sum = 0;
    for (let step = 0; step < golden.steps; step += 1) {
      const rows = Array.from({ length: given.batch }, (_, k) => (step * given.batch + k) % 64);
      const batch = Batch.of(rows.flatMap((row) => samples[row] ?? []));
      sum += fast.learnBatch(batch).gradient.lossValue;
    }
    const error = given.weights.map((w, i) => w - (model.data[i] ?? Number.NaN));
    expect(Math.hypot(...error) / Math.hypot(...given.weights)).toBeLessThan(1e-5);
    expect(Math.abs(sum / given.lossSum - 1)).toBeLessThan(1e-5);
  });
});

it('the fast path gives the bits of the stages', () => {
  for (const make of Object.values(optimizers)) {
    const [staged, one, many] = [build(), build(), build()];
    const optimizer = make();
    const fast = learner(one, { loss: three, optimizer: make() });
    for (const sample of samples) {
      staged
        .forward(Batch.of([sample]))
        .loss(three)
        .gradient()
        .update(optimizer);
      fast.learnOne(sample);
    }
    const block = new Block(Float32Array.from(x.flat()), Float32Array.from(y.flat()), x.length);
    learner(many, { loss: three, optimizer: make() }).learnMany(block);
    expect(bits(one.data)).toEqual(bits(staged.data));
    expect(bits(many.data)).toEqual(bits(staged.data));
  }
});

it('is the one loss where it is shared by all heads', () => {
  const [shared, own] = [build(), build()];
  const all = losses({ all: { loss: squaredError, outputs: 4 } });
  const batch = Batch.of(samples.slice(0, 7));
  const [a, b] = [shared.forward(batch).loss(squaredError), own.forward(batch).loss(all)];
  expect(b.value).toBe(a.value);
  expect(bits(b.prediction)).toEqual(bits(a.prediction));
  expect(bits(b.gradient().data)).toEqual(bits(a.gradient().data));
});

it('has the derivatives that finite differences find, with a loss of one’s own too', () => {
  const cubic = defineLoss({
    name: 'cubic',
    value: ({ output: [z = 0], label: [t = 0] }) => Math.abs(z - t) ** 3,
    derivative({ output: [z = 0], label: [t = 0], gradient }) {
      gradient[0] = 3 * (z - t) * Math.abs(z - t);
    },
  });
  const loss = losses({
    rate: { loss: poisson, weight: 3 },
    both: { loss: logLoss, outputs: 2 },
    own: cubic,
  });
  const batch = Batch.of([
    { x: [1, 2, -1], y: [3, 0, 1, 0.5] },
    { x: [0, -1, 1], y: [0, 1, 1, -1] },
  ]);
  const report = checkGradients(build(), batch, { loss });
  expect(report.message).toMatch(/derivatives agree/);
});

describe('a head may have classes', () => {
  const kinds = losses({
    size: squaredError,
    kind: { loss: crossEntropy, outputs: 3, weight: 0.5 },
  });
  const classed = samples.map((sample, i) => ({ x: sample.x, y: [sample.y[0] ?? 0, i % 3] }));

  it('beside numbers, as if each were alone', () => {
    const model = build();
    const batch = Batch.of(classed.slice(0, 7));
    const both = model.forward(batch).loss(kinds);
    const output = model.predictMany(classed.slice(0, 7).map((sample) => sample.x));
    let [size, kind] = [0, 0];
    for (const [
      i,
      {
        y: [price = 0, label = 0],
      },
    ] of classed.slice(0, 7).entries()) {
      const [z = 0, ...logits] = output.subarray(4 * i, 4 * i + 4);
      size += (z - price) ** 2 / 7;
      const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
      kind += (Math.log(sum) - (logits[label] ?? 0)) / 7;
    }
    expect(both.value).toBeCloseTo(size + 0.5 * kind, 5);
    expect(checkGradients(model, batch, { loss: kinds }).message).toMatch(/agree/);
  });

  it('and labels that are checked before anything is learned, in blocks too', () => {
    const model = build();
    const before = bits(model.data);
    const fast = learner(model, { loss: kinds, optimizer: sgd() });
    const labels = Float32Array.from(classed.flatMap((sample) => sample.y));
    labels[2 * 40 + 1] = 3;
    const block = new Block(Float32Array.from(x.flat()), labels, 64);
    expect(() => fast.learnMany(block)).toThrow(
      /expects a class from 0 to 2, number 1 of the label of sample 40 is 3/,
    );
    expect(() => fast.learnOne({ x: [1, 2, 3], y: [1, 2, 0, 0] })).toThrow(
      /expects 2 numbers as a label/,
    );
    expect(bits(model.data)).toEqual(before);
    labels[2 * 40 + 1] = 2;
    fast.learnMany(block);
    const one = build();
    const slow = learner(one, { loss: kinds, optimizer: sgd() });
    for (const [i, sample] of classed.entries()) {
      slow.learnOne(i === 40 ? { ...sample, y: [sample.y[0] ?? 0, 2] } : sample);
    }
    expect(bits(model.data)).toEqual(bits(one.data));
    expect(lossByName(kinds.name)?.name).toBe('losses(size=squaredError,kind=crossEntropy[3]*0.5)');
  });
});

it('predicts with each head’s own link', () => {
  const model = build();
  const batch = Batch.of(samples.slice(0, 3));
  const measured = model.forward(batch).loss(three);
  const predictions = Array.from({ length: 3 }, (_, i) =>
    Array.from(three.link(model.predictOne(samples[i]?.x ?? []))),
  );
  expect(Array.from(measured.prediction)).toEqual(predictions.flat());
  const [row = []] = predictions;
  expect(row[3]).toBeGreaterThan(0);
  expect(row[3]).toBeLessThan(1);
});

it.each([0, 1e-30, 1e6])('stays finite for inputs around %d', (scale) => {
  const model = sequential({ inputs: 3, seed: 1 }, chain(dense(4)));
  const large = samples.map((sample) => ({ ...sample, x: sample.x.map((v) => v * scale) }));
  const fast = learner(model, { loss: three, optimizer: adam() });
  for (const sample of large) fast.learnOne(sample);
  expect(model.data.every(Number.isFinite)).toBe(true);
});

describe('the name tells the loss', () => {
  const others = {
    one: losses({ price: squaredError }),
    nested: losses({
      a: { loss: huber({ delta: 1e-7 }), outputs: 12, weight: 1e-8 },
      b_2: poisson,
    }),
  };
  it.each(Object.entries({ three, ...others }))('%s', (_, { name }) => {
    expect(lossByName(name)?.name).toBe(name);
  });

  it('as it is in the file', () => expect(three.name).toBe(golden.loss));

  it.each([
    'losses()',
    'losses(price)',
    'losses(price=oracle)',
    'losses(price=squaredError[0])',
    'losses(price=squaredError*0)',
    'losses(price=squaredError*1)',
    'losses(price=squaredError[1])',
    'losses(price=squaredError,price=logLoss)',
    'losses(a=losses(b=squaredError))',
    'losses(price=squaredError',
    'losses(__proto__=squaredError)',
    `losses(${'a'.repeat(300)}=squaredError)`,
  ])('and no other: %s', (name) => {
    expect(lossByName(name)).toBeUndefined();
  });
});

it.each<[string, () => LossFunction, RegExp]>([
  ['no heads', () => losses({}), /at least one head/],
  ['a name with signs', () => losses({ 'a=b': squaredError }), /head "a=b": a name of letters/],
  ['a loss of heads', () => losses({ a: three }), /a head has one loss, not losses\(/],
  ['half an output', () => losses({ a: { loss: logLoss, outputs: 0.5 } }), /outputs must be/],
  ['a weight of 0', () => losses({ a: { loss: logLoss, weight: 0 } }), /weight must be/],
  ['an endless weight', () => losses({ a: { loss: logLoss, weight: 1e300 } }), /weight must be/],
])('refuses %s', (_, make, says) => {
  expect(make).toThrow(says);
});

it('refuses a model of more outputs, and a label that a head can’t read; weights are as they were', () => {
  const model = build();
  const before = bits(model.data);
  const wide = sequential({ inputs: 3 }, dense(5));
  expect(() =>
    learner(wide, { loss: three, optimizer: sgd() }).learnOne({ x: [1, 2, 3], y: [1, 2, 3, 4, 5] }),
  ).toThrow(/its heads have 4 outputs \(price 1, area 2, sold 1\), the model has 5/);
  const fast = learner(model, { loss: three, optimizer: sgd() });
  const bad = { x: [1, 2, 3], y: [1, 2, 3, 4] };
  expect(() => fast.learnOne(bad)).toThrow(LabelError);
  expect(() => fast.learnOne(bad)).toThrow(
    /expects a number from 0 to 1, number 3 of the label of sample 0 is 4/,
  );
  expect(() => model.forward(Batch.of([bad])).loss(three)).toThrow(LabelError);
  expect(bits(model.data)).toEqual(before);
});
