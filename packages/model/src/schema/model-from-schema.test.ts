import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerNames, layerOf, modelWith } from '../../laws/zoo.ts';
import { SchemaError, dense, modelFromSchema, sequential } from '../index.ts';

const shape = { inputs: 6, outputs: 2, seed: 4 };

it.each(layerNames)('builds the same model again: %s', (name) => {
  const model = modelWith(layerOf(name), shape);
  const twin = modelFromSchema(JSON.parse(JSON.stringify(model.schema())) as unknown);
  expect(twin.schema()).toEqual(model.schema());
  twin.load(model.data, model.version);
  const x = [1, 0, -2, 0.5, 0, 3];
  expect(twin.predictOne(x)).toEqual(model.predictOne(x));
});

const model = sequential({ inputs: ['a', 'b'], name: 'good' }, dense(3), dense(1));
const good = model.schema();
const [first] = good.layers;

const hostile: Record<string, unknown> = {
  nothing: undefined,
  null: null,
  text: 'schema',
  'a list': [good],
  'no layers': { ...good, layers: [] },
  'layers that are none': { ...good, layers: { length: 1 } },
  'too many layers': { ...good, layers: new Array<unknown>(100_000).fill(first) },
  'an unknown layer': { ...good, layers: [{ type: 'oracle', name: 'x' }] },
  'a layer called __proto__': { ...good, layers: [{ type: '__proto__', name: 'x' }] },
  'a layer called constructor': { ...good, layers: [{ type: 'constructor', name: 'x' }] },
  'an unknown option': { ...good, layers: [{ ...first, evil: 1 }] },
  'an option of another type': { ...good, layers: [{ ...first, units: '3' }] },
  'inherited options': { ...good, layers: [Object.create(first ?? null) as unknown] },
  'a name of an object': { ...good, layers: [{ ...first, name: {} }] },
  'an endless name': { ...good, layers: [{ ...first, name: 'x'.repeat(10_000) }] },
  'two layers of one name': { ...good, layers: [first, first] },
  'no inputs': { ...good, inputs: 0 },
  'half an input': { ...good, inputs: 0.5 },
  'more inputs than can be': { ...good, inputs: 2 ** 53 },
  'more weights than fit': { inputs: 2 ** 24, layers: [{ ...first, units: 2 ** 24 }] },
  'weights whose number overflows': {
    inputs: 2 ** 24,
    layers: [
      { ...first, units: 2 ** 24 },
      { ...first, name: 'b', units: 2 ** 24 },
    ],
  },
  'other outputs': { ...good, outputs: 2 },
  'other tensors': { ...good, tensors: good.tensors.slice(1) },
  'overlapping tensors': { ...good, tensors: good.tensors.map((t) => ({ ...t, offset: 0 })) },
  'another hash': { ...good, hash: '0000000000000000' },
  'features that are too few': { ...good, features: ['a'] },
  'features that are no names': { ...good, features: [1, 2] },
};

describe('a schema from anywhere is refused by name', () => {
  for (const [what, schema] of Object.entries(hostile)) {
    it(`refuses ${what}`, () => {
      expect(() => modelFromSchema(schema)).toThrow(SchemaError);
    });
  }

  it('whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (schema) => {
        expect(() => modelFromSchema(schema)).toThrow(SchemaError);
      }),
    );
  });

  it('whatever stands in one of its fields', () => {
    const fields = fc.constantFrom('inputs', 'layers', 'features', 'outputs', 'tensors', 'hash');
    fc.assert(
      fc.property(fields, fc.jsonValue(), (field, value) => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(good[field as keyof typeof good]));
        expect(() => modelFromSchema({ ...good, [field]: value })).toThrow(SchemaError);
      }),
    );
  });

  it('and leaves Object.prototype alone', () => {
    const schema = JSON.parse(
      `{"inputs":1,"__proto__":{"evil":1},"layers":[{"__proto__":{"evil":1}}]}`,
    ) as unknown;
    expect(() => modelFromSchema(schema)).toThrow(SchemaError);
    expect('evil' in {}).toBe(false);
  });
});
