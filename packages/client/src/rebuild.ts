import { lossByName, modelFromSchema, type LayerSchema, type Model } from '@rxgrad/model';
import type { Schema } from '@rxgrad/wire';
import { SchemaMismatchError, UnsupportedError } from './errors.ts';

/** A model built from what the wire says of it, with weights yet to be filled in. */
export interface Rebuilt {
  readonly schema: Schema;
  readonly model: Model;
  readonly link: (output: Float32Array) => Float32Array;
}

/** Builds the model that a schema describes, and the link that its loss predicts with. */
export function rebuild(schema: Schema): Rebuilt {
  return { schema, model: modelOf(schema), link: linkOf(schema) };
}

function modelOf(schema: Schema): Model {
  const { run, hash, name, inputs, outputs, features, layers, tensors } = schema;
  if (layers.length === 0) {
    throw new UnsupportedError(
      `run "${run}" has weights but no layers, only its own pipeline can predict: use weights$`,
    );
  }
  try {
    return modelFromSchema({
      hash,
      inputs,
      outputs,
      layers: layers as unknown as readonly LayerSchema[],
      tensors: tensors.map(({ name: tensor, shape, dtype, offset }) => ({
        name: tensor,
        shape,
        dtype,
        offset,
      })),
      ...(name === undefined ? {} : { name }),
      ...(features === undefined ? {} : { features }),
    });
  } catch (cause) {
    const { message } = cause as Error;
    throw new SchemaMismatchError(`the model of "${run}" cannot be rebuilt: ${message}`, { cause });
  }
}

function linkOf({ loss, run }: Schema): Rebuilt['link'] {
  if (loss === undefined) return (output) => output;
  const known = lossByName(loss);
  if (known !== undefined) return (output) => known.link(output);
  throw new UnsupportedError(`run "${run}" has the loss "${loss}", whose link is not known here`);
}
