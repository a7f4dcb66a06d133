import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { dense } from '../layers/dense.ts';
import { relu } from '../layers/relu.ts';
import { sparseLinear } from '../layers/sparse-linear.ts';
import type { Model } from '../model.ts';
import { adam } from '../optimizers/adam.ts';
import { Optimizer } from '../optimizers/optimizer.ts';
import { parameters } from '../parameters/parameters-of.ts';
import { sequential } from '../sequential.ts';
import { isReserved } from './check-keys.ts';
import { loadSafetensors } from './load-safetensors.ts';
import { modelFromSafetensors } from './model-from-safetensors.ts';
import { optimizerToSafetensors } from './optimizer-to-safetensors.ts';
import { readFile } from './read-file.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { toSafetensors } from './to-safetensors.ts';

const size = fc.integer({ min: 1, max: 9 });
const naming = fc.constantFrom('layers', 'positions');
const finite = fc.float({ noNaN: true, noDefaultInfinity: true });

/** A model of random sizes with random weights, -0 and denormal numbers among them. */
const models = fc
  .record({
    inputs: size,
    units: fc.array(size, { minLength: 1, maxLength: 4 }),
    bias: fc.boolean(),
  })
  .chain(({ inputs, units, bias }) => {
    const build = (): Model => {
      const first = units.length % 2 === 0 ? sparseLinear : dense;
      const rest = units.slice(1).flatMap((n, i) => [relu(), dense(n, { name: `a${i}.b`, bias })]);
      return sequential({ inputs, name: 'm' }, first(units[0] ?? 1, { bias }), ...rest);
    };
    const { length } = build().data;
    const weights = fc.array(finite, { minLength: length, maxLength: length });
    return fc.tuple(weights, fc.nat()).map(([values, version]) => {
      const model = build();
      model.load(values, version);
      return { model, build };
    });
  });

/** As bits: -0 isn't 0. */
function bits(values: Float32Array): number[] {
  return [...new Uint32Array(values.slice().buffer)];
}

describe('safetensors: round trips', () => {
  test('weights come back with the same bits, and the version with them', () => {
    fc.assert(
      fc.property(models, naming, ({ model, build }, names) => {
        const twin = build();
        loadSafetensors(twin, toSafetensors(model, { names }));
        expect(bits(twin.data)).toEqual(bits(model.data));
        expect(twin.version).toBe(model.version);
      }),
    );
  });

  test('a model is built again from the file alone', () => {
    fc.assert(
      fc.property(models, naming, ({ model }, names) => {
        const twin = modelFromSafetensors(toSafetensors(model, { names }));
        expect(twin.schema()).toEqual(model.schema());
        expect(bits(twin.data)).toEqual(bits(model.data));
        expect(twin.version).toBe(model.version);
      }),
    );
  });

  test('named weights without layers, whatever they are called', () => {
    const named = fc.dictionary(
      fc.string({ maxLength: 9, unit: 'grapheme' }).filter((name) => !isReserved(name)),
      fc.oneof(finite, fc.array(finite, { maxLength: 4 })),
    );
    fc.assert(
      fc.property(named, (values) => {
        const weights = parameters(values);
        const bytes = toSafetensors(weights);
        const before = bits(weights.data);
        weights.data.fill(1);
        loadSafetensors(weights, bytes);
        expect(bits(weights.data)).toEqual(before);
      }),
    );
  });

  test('equal weights make equal bytes', () => {
    const build = () => sequential({ inputs: 3, seed: 2 }, dense(4), relu(), dense(1));
    expect(toSafetensors(build())).toEqual(toSafetensors(build()));
  });

  test('bytes may stand anywhere in a larger buffer, at an odd address too', () => {
    const model = sequential({ inputs: 3, seed: 2 }, dense(4));
    const bytes = toSafetensors(model);
    const around = new Uint8Array(bytes.length + 7);
    around.set(bytes, 3);
    const twin = modelFromSafetensors(around.subarray(3, 3 + bytes.length));
    expect(twin.data).toEqual(model.data);
    expect(modelFromSafetensors(Buffer.from(bytes)).data).toEqual(model.data);
  });
});

describe('safetensors: names', () => {
  const swapped = () =>
    sequential({ inputs: 2, seed: 3 }, dense(2, { name: '1' }), dense(2, { name: '0' }));

  test('of layers come first where both would fit', () => {
    const [model, twin] = [swapped(), swapped()];
    twin.data.fill(0);
    loadSafetensors(twin, toSafetensors(model));
    expect(twin.data).toEqual(model.data);
    loadSafetensors(twin, toSafetensors(model, { names: 'positions' }), { names: 'positions' });
    expect(twin.data).toEqual(model.data);
  });

  test('that are asked for must be there', () => {
    const model = sequential({ inputs: 2 }, dense(2));
    const load = () => loadSafetensors(model, toSafetensors(model), { names: 'positions' });
    expect(load).toThrow(/lacks "0.weight", "0.bias"; it has "dense.weight", "dense.bias"/);
  });
});

describe('safetensors: the file', () => {
  const model = sequential({ inputs: 3, seed: 1 }, dense(2, { name: 'hidden' }), relu(), dense(1));

  test('holds weights as PyTorch does: [outputs, inputs]', () => {
    model.tensor('hidden.weight').set([1, 2, 3, 4, 5, 6]);
    const { tensors } = readFile(toSafetensors(model));
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
      ['hidden.weight', [2, 3]],
      ['hidden.bias', [2]],
      ['dense.weight', [1, 2]],
      ['dense.bias', [1]],
    ]);
    const { bytes } = tensors.get('hidden.weight') ?? { bytes: new Uint8Array() };
    expect([...new Float32Array(bytes.slice().buffer)]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  test('is called by positions when asked', () => {
    const { tensors } = readFile(toSafetensors(model, { names: 'positions' }));
    expect([...tensors.keys()]).toEqual(['0.weight', '0.bias', '2.weight', '2.bias']);
  });

  test('has a header that ends at a multiple of 8, padded with spaces', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (name) => {
        const bytes = toSafetensors(sequential({ inputs: 1, name: `m${name}` }, dense(1)));
        const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
        const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
        expect(length % 8).toBe(0);
        expect(text).toMatch(/^\{.*\} {0,7}$/s);
      }),
    );
  });

  test('says what it is', () => {
    const { metadata } = readFile(toSafetensors(model));
    expect(metadata.get('format')).toBe('pt');
    expect(metadata.get('rxgrad')).toBe('1');
    expect(metadata.get('rxgrad.hash')).toBe(model.schema().hash);
    expect(JSON.parse(metadata.get('rxgrad.schema') ?? '')).toEqual(model.schema());
  });
});

describe('safetensors: what is not written', () => {
  test.each([Number.NaN, Infinity, -Infinity])('a weight that is %s', (value) => {
    const weights = parameters({ angle: 0, force: [1, 2] });
    weights.tensor('force')[1] = value;
    expect(() => toSafetensors(weights)).toThrow(SafetensorsError);
    expect(() => toSafetensors(weights)).toThrow(/"force": number 1 is/);
  });

  test.each(['__proto__', 'constructor', 'prototype', '__metadata__', '\ud800'])(
    'a tensor called %j',
    (name) => {
      const weights = parameters(Object.fromEntries([[name, 1]]));
      expect(() => toSafetensors(weights)).toThrow(SafetensorsError);
    },
  );

  test('two tensors of one name', () => {
    const optimizer = new Optimizer(
      { ...adam().rule, torchSlots: { mean: 'm', variance: 'm' } },
      {},
    );
    expect(() => optimizerToSafetensors(parameters({ a: 1 }), optimizer)).toThrow(/two .* "a.m"/);
  });
});
