import { expect, it } from 'vitest';
import { bits, allLayerNames, layerOf, modelWith, samplesFor, shapeFor } from '../laws/zoo.ts';
import { squaredError } from './index.ts';

/** Where rows follow each other in time, one does depend on those before it. */
const timeless = allLayerNames.filter((name) => name !== 'gru');

it.each(timeless)("a row's bits don't depend on the rows beside it: %s", (name) => {
  const layer = layerOf(name);
  const shape = shapeFor(layer, { inputs: 11, outputs: 3, seed: 2 });
  const model = modelWith(layer, shape);
  const rows = samplesFor(squaredError, 9, shape).map(({ x }) => x);
  const many = model.predictMany(rows);
  for (const [i, x] of rows.entries()) {
    expect(bits(model.predictOne(x))).toEqual(bits(many.subarray(i * 3, i * 3 + 3)));
  }
});
