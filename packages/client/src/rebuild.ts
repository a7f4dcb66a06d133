import { lossByName, modelFromSchema, type LayerSchema, type Model } from '@rxgrad/model';
import type { Schema } from '@rxgrad/wire';
import type { Weights } from './weights.ts';
import { MirroredPreprocessing } from './preprocessing.ts';
import { SchemaMismatchError, UnsupportedError } from './errors.ts';

/** A model built from what the wire says of it, with weights yet to be filled in. */
export interface Rebuilt {
  readonly schema: Schema;
  readonly model: Model;
  readonly preprocessing: MirroredPreprocessing;
  readonly link: (output: Float32Array) => Float32Array;
}

/** Builds what a schema describes: preprocessing, model, and the link that its loss predicts with. */
export function rebuild(schema: Schema): Rebuilt {
  const preprocessing = new MirroredPreprocessing(schema);
  return { schema, preprocessing, model: modelOf(schema), link: linkOf(schema) };
}

/** Takes over weights and state as they are at one version. */
export function follow({ schema, model, preprocessing }: Rebuilt, weights: Weights): void {
  model.load(weights.data, weights.version);
  preprocessing.follow(weights.state);
  const layers = schema.state?.find(({ name }) => name === 'layers');
  if (layers === undefined) return;
  try {
    model.restoreLayers(weights.state.subarray(layers.offset, layers.offset + layers.length));
  } catch (cause) {
    const { message } = cause as Error;
    throw new SchemaMismatchError(`layers of "${schema.run}": ${message}`, { cause });
  }
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
