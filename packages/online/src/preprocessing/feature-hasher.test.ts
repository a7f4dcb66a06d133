import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { OptionError } from '../option-error.ts';
import { RejectedSampleError } from '../rejected-sample-error.ts';
import type { SparseVector } from '../sparse-vector.ts';
import { FeatureHasher, type FeatureValue } from './feature-hasher.ts';
import { murmur3 } from './murmur3.ts';

interface Golden {
  murmur3: { text: string; seed: number; hash: number }[];
  rows: Record<string, FeatureValue>[];
  cases: { buckets: number; signed: boolean; vectors: Record<string, number>[] }[];
}

const file = new URL('../../../../test/golden/online/feature_hasher.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

function asMap(x: SparseVector): Map<number, number> {
  return new Map([...x.indices].map((index, i) => [index, x.values[i] ?? Number.NaN]));
}

test('murmur3 equals the reference, UTF-8 included', () => {
  for (const { text, seed, hash } of golden.murmur3) expect(murmur3(text, seed)).toBe(hash);
});

test('vectors equal those of scikit-learn', () => {
  for (const { buckets, signed, vectors } of golden.cases) {
    const hasher = new FeatureHasher({ buckets, signed });
    for (const [i, row] of golden.rows.entries()) {
      const actual = asMap(hasher.transformOne(row));
      const expected = Object.entries(vectors[i] ?? {}).map(([k, v]) => [Number(k), v] as const);
      expect(actual).toEqual(new Map(expected));
    }
  }
});

test('the compiled form gives the same vectors', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.double({ noNaN: true, min: -10, max: 10 }),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.string({ maxLength: 4 }).filter((name) => name !== '__proto__'),
        { maxLength: 40 },
      ),
      fc.array(value, { minLength: 40, maxLength: 40 }),
      (names, values) => {
        const hasher = new FeatureHasher({ buckets: 50 });
        const x = Object.fromEntries(names.map((name, i) => [name, values[i] ?? 0]));
        const compiled = hasher.compile(names)(values.slice(0, names.length));
        const byName = asMap(hasher.transformOne(x));
        for (const [index, sum] of asMap(compiled)) expect(byName.get(index)).toBeCloseTo(sum, 5);
        expect(compiled.indices.length).toBe(byName.size);
      },
    ),
  );
});

test('more values than are remembered stay within bounded memory and give the same places', () => {
  const hasher = new FeatureHasher();
  const first = hasher.transformOne({ id: 'id-0' });
  for (let i = 0; i < 70_000; i += 1) hasher.transformOne({ id: `id-${i}` });
  expect(hasher.transformOne({ id: 'id-0' })).toEqual(first);
});

test('bad values are rejected by name', () => {
  const hasher = new FeatureHasher();
  const bad = { origin: null } as unknown as Record<string, string>;
  expect(() => hasher.transformOne({ delay: Number.NaN })).toThrow(/"delay".*NaN/);
  expect(() => hasher.transformOne(bad)).toThrow(/"origin".*null/);
  expect(() => hasher.compile(['a', 'b'])(['x'])).toThrow(RejectedSampleError);
  expect(hasher.transformOne({}).indices.length).toBe(0);
  for (const buckets of [0, -1, 1.5, 2 ** 31]) {
    expect(() => new FeatureHasher({ buckets })).toThrow(OptionError);
  }
});
