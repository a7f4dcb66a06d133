import fc from 'fast-check';
import { expect, test } from 'vitest';

import { OptionError } from './option-error.ts';
import { Random } from './random.ts';
import { StateError } from './state-error.ts';

const draws = (random: Random): number[] => [
  random.uniform(),
  random.normal(),
  random.integer(1000),
  random.integer(2 ** 40),
];

test('the same seed gives the same numbers, another seed others', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (seed) => {
      expect(draws(new Random(seed))).toEqual(draws(new Random(seed)));
      expect(draws(new Random(seed))).not.toEqual(draws(new Random(seed ^ 1)));
    }),
  );
});

test('uniform, normal and integer have the moments of their distributions', () => {
  const random = new Random(3);
  const n = 50_000;
  let [sum, normalSum, normalSquares] = [0, 0, 0];
  const counts = new Array<number>(6).fill(0);
  for (let i = 0; i < n; i += 1) {
    const u = random.uniform();
    if (!(u >= 0 && u < 1)) expect.unreachable(`${u} is outside [0, 1)`);
    sum += u;
    const z = random.normal();
    normalSum += z;
    normalSquares += z * z;
    const face = random.integer(6);
    counts[face] = (counts[face] ?? 0) + 1;
  }
  expect(Math.abs(sum / n - 0.5)).toBeLessThan(0.01);
  expect(Math.abs(normalSum / n)).toBeLessThan(0.02);
  expect(Math.abs(normalSquares / n - 1)).toBeLessThan(0.03);
  for (const count of counts) expect(Math.abs(count - n / 6)).toBeLessThan(400);
});

test('small seeds start unrelated', () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => new Random(seed).uniform());
  const mean = firsts.reduce((sum, u) => sum + u, 0) / firsts.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
  expect(new Set(firsts).size).toBe(1000);
});

test('shuffle permutes in place, typed arrays too', () => {
  const array = Uint32Array.from({ length: 100 }, (_, i) => i);
  expect(new Random(1).shuffle(array)).toBe(array);
  expect([...array]).not.toEqual([...array].sort((a, b) => a - b));
  expect([...array].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test('a restored generator continues with the same bits; garbage leaves it unchanged', () => {
  const random = new Random(5);
  random.uniform();
  const state = random.snapshot();
  const expected = draws(random);
  random.restore(state);
  for (const garbage of [null, 3, {}, { type: 'random', words: new Int32Array(4) }]) {
    expect(() => random.restore(garbage)).toThrow(StateError);
  }
  expect(draws(random)).toEqual(expected);
});

test('wrong arguments are named', () => {
  expect(() => new Random(0.5)).toThrow(OptionError);
  expect(() => new Random(1).integer(0)).toThrow(OptionError);
});
