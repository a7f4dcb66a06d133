import type { Run } from '@rxgrad/stream';
import type { Schema } from '@rxgrad/wire';
import { stateOf } from './run-state.ts';

/** SCHEMA of a run: what a mirror needs to rebuild its model, or for custom pipelines the named weights. */
export function schemaFrame(run: Run): Schema {
  const { name, model, lossFunction } = run;
  const schema = model.schema();
  const { preprocessing, layout } = stateOf(run);
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
    ...(preprocessing.length === 0 ? {} : { preprocessing }),
    ...(layout.length === 0 ? {} : { state: layout }),
  };
}
