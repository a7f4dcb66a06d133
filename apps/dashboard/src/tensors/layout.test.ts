import { describe, expect, it } from 'vitest';
import { layout, stretchOf } from './layout.ts';
import type { SchemaSpec } from './tensor-spec.ts';

const cake: SchemaSpec = {
  features: ['taste', 'look', 'smell'],
  layers: [{ type: 'dense', name: 'dense' }],
  tensors: [
    { name: 'dense.weights', shape: [3, 1], offset: 0 },
    { name: 'dense.bias', shape: [1], offset: 3 },
  ],
};

const digits: SchemaSpec = {
  layers: ['hidden', 'relu', 'output'].map((name) => ({ type: 'dense', name })),
  tensors: [
    { name: 'hidden.weights', shape: [784, 128], offset: 0 },
    { name: 'hidden.bias', shape: [128], offset: 100_352 },
    { name: 'output.weights', shape: [128, 10], offset: 100_480 },
    { name: 'output.bias', shape: [10], offset: 101_760 },
  ],
};

describe('layout', () => {
  it('names the weights of a neuron after its features', () => {
    const [panel] = layout(cake);
    expect(panel?.parts[0]).toEqual({
      kind: 'bars',
      title: 'weights',
      weights: ['taste', 'look', 'smell', 'bias'].map((name, index) => ({ name, index })),
    });
  });

  it('names own parameters by themselves', () => {
    const tensors = [
      { name: 'angle', shape: [], offset: 0 },
      { name: 'force', shape: [2], offset: 1 },
    ];
    const [panel] = layout({ layers: [], tensors });
    const names = panel?.parts.flatMap((part) => (part.kind === 'bars' ? part.weights : []));
    expect(names?.map(({ name }) => name)).toEqual(['angle', 'force[0]', 'force[1]']);
  });

  it('shows a layer on a square picture as an atlas, the next as a matrix lying flat', () => {
    const [hidden, output] = layout(digits);
    expect(hidden?.parts[0]).toMatchObject({
      kind: 'atlas',
      side: 28,
      units: 128,
      offset: 0,
      outgoing: { offset: 100_480, count: 10 },
    });
    expect(hidden?.parts[1]).toMatchObject({ kind: 'map', rows: 1, columns: 128, offset: 100_352 });
    expect(output?.parts[0]).toMatchObject({
      kind: 'map',
      rows: 10,
      columns: 128,
      rowStride: 1,
      columnStride: 10,
      axes: { row: 'output', column: 'input' },
    });
  });

  it('folds a long vector into a square, its bias beside it', () => {
    const [panel] = layout({
      layers: [{ type: 'sparse-linear', name: 'linear' }],
      tensors: [
        { name: 'linear.weights', shape: [65_536, 1], offset: 0 },
        { name: 'linear.bias', shape: [1], offset: 65_536 },
      ],
    });
    expect(panel?.parts).toMatchObject([
      { kind: 'map', rows: 256, columns: 256, rowStride: 256, columnStride: 1 },
      { kind: 'bars', weights: [{ name: 'bias', index: 65_536 }] },
    ]);
  });

  it('has nothing to show for a model without weights', () => {
    expect(layout({ layers: [], tensors: [] })).toEqual([]);
  });
});

it('stretches tell where a part lies', () => {
  const parts = [...layout(cake), ...layout(digits)].flatMap((panel) => panel.parts);
  expect(parts.map(stretchOf)).toEqual([
    { offset: 0, length: 4 },
    { offset: 0, length: 100_352 },
    { offset: 100_352, length: 128 },
    { offset: 100_480, length: 1280 },
    { offset: 101_760, length: 10 },
  ]);
});
