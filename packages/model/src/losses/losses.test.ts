import { describe, expect, it } from 'vitest';
import {
  Batch,
  LabelError,
  type LossFunction,
  dense,
  epsilonInsensitive,
  hinge,
  huber,
  lossByName,
  lossFunctions,
  poisson,
  quantile,
  sequential,
  squaredHinge,
} from '../index.ts';

/** The loss of one output z. */
function measure(loss: LossFunction, z: number, y: number) {
  const model = sequential({ inputs: 1 }, dense(1));
  model.data.set([0, z]);
  const measured = model.forward(Batch.of([{ x: [0], y }])).loss(loss);
  return {
    value: measured.value,
    prediction: measured.prediction[0],
    slope: measured.gradient().data[1],
  };
}

describe('a name tells a loss', () => {
  it.each([
    huber({ delta: 0.25 }),
    quantile({ tau: 0.9 }),
    epsilonInsensitive({ epsilon: 1e-7 }),
    ...Object.values(lossFunctions),
  ])('$name', ({ name }) => {
    expect(lossByName(name)?.name).toBe(name);
  });

  it.each([
    'oracle',
    'huber',
    'huber()',
    'huber(tau=1)',
    'huber(delta=-1)',
    'huber(delta=1)(delta=2)',
    'quantile(tau=1.5)',
    'constructor',
    'toString(delta=1)',
    '__proto__',
  ])('and no other: %s', (name) => {
    expect(lossByName(name)).toBeUndefined();
  });
});

it.each([
  () => huber({ delta: 0 }),
  () => huber({ delta: Number.NaN }),
  () => huber({ delta: 1e300 }),
  () => quantile({ tau: 0 }),
  () => quantile({ tau: 1 }),
  () => epsilonInsensitive({ epsilon: -1 }),
])('refuses an option out of its range %#', (make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'OptionError' }) as Error);
});

it.each([
  [hinge, 2],
  [squaredHinge, -1],
  [poisson, -1],
])('%o refuses the label %d', (loss, y) => {
  expect(() => measure(loss, 0, y)).toThrow(LabelError);
});

describe('large outputs', () => {
  it.each([-1e12, -1e6, 64, 65, 1e6, 1e10])('a Poisson loss of a rate e^%d is finite', (z) => {
    const { value, slope, prediction } = measure(poisson, z, 3);
    expect([value, slope, prediction].every(Number.isFinite)).toBe(true);
    if (z < 0) expect(value).toBeCloseTo(-3 * z, -6);
  });

  it('a Poisson loss goes on as a tangent', () => {
    const { value, slope } = measure(poisson, 66, 0);
    expect(value / Math.exp(64)).toBeCloseTo(3, 5);
    expect((slope ?? 0) / Math.exp(64)).toBeCloseTo(1, 5);
  });

  it.each([-1e6, 1e6])('a margin of %d', (z) => {
    const far = 1 + Math.abs(z);
    expect(measure(hinge, z, z < 0 ? 1 : 0)).toMatchObject({ value: far, slope: Math.sign(z) });
    expect(measure(squaredHinge, z, z < 0 ? 0 : 1)).toMatchObject({ value: 0 });
  });
});

it('decides by the sign of a margin, and predicts rates', () => {
  expect(measure(hinge, 0.1, 1).prediction).toBeGreaterThan(0.5);
  expect(measure(hinge, -0.1, 1).prediction).toBeLessThan(0.5);
  expect(measure(poisson, Math.log(5), 1).prediction).toBeCloseTo(5, 5);
  expect(poisson.link(Float32Array.of(0))[0]).toBe(1);
});
