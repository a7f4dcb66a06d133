import type { Run } from '@rxgrad/stream';
import type { Schema } from '@rxgrad/wire';

/** SCHEMA of a run: what a mirror needs to rebuild its model, or for custom pipelines the named weights. */
export function schemaFrame({ name, model, lossFunction }: Run): Schema {
  const schema = model.schema();
  return {
    op: 'schema',
    run: name,
    hash: schema.hash,
    ...(schema.name === undefined ? {} : { name: schema.name }),
    inputs: schema.inputs,
    outputs: schema.outputs,
    ...(schema.features === undefined ? {} : { features: schema.features }),
    layers: schema.layers,
    tensors: schema.tensors.map((tensor, id) => ({ id, ...tensor })),
    ...(lossFunction === undefined ? {} : { loss: lossFunction.name }),
  };
}
