import type { Run } from '@rxgrad/stream';
import { type Plain, type Schema, xxh32 } from '@rxgrad/wire';

/** SCHEMA of a run: what a mirror needs to rebuild its model, or for custom pipelines the named weights. */
export function schemaFrame(run: Run): Schema {
  const { model, lossFunction } = run;
  const loss = lossFunction === undefined ? {} : { loss: lossFunction.name };
  const told = 'schema' in model ? model.schema() : undefined;
  const tensors = (told ?? model).tensors.map(({ name, shape, offset }, id) => ({
    id,
    name,
    shape: [...shape],
    dtype: 'f32' as const,
    offset,
  }));
  if (told === undefined) {
    const hash = hashOf(tensors);
    return {
      op: 'schema',
      run: run.name,
      hash,
      inputs: 0,
      outputs: 0,
      layers: [],
      tensors,
      ...loss,
    };
  }
  return {
    op: 'schema',
    run: run.name,
    hash: told.hash,
    ...(told.name === undefined ? {} : { name: told.name }),
    inputs: told.inputs,
    outputs: told.outputs,
    ...(told.features === undefined ? {} : { features: told.features }),
    layers: told.layers.map((layer) => ({ ...layer }) as Readonly<Record<string, Plain>>),
    tensors,
    ...loss,
  };
}

/** Custom weights have no schema of their own to hash. */
function hashOf(tensors: Schema['tensors']): string {
  return xxh32(new TextEncoder().encode(JSON.stringify(tensors)))
    .toString(16)
    .padStart(8, '0');
}
