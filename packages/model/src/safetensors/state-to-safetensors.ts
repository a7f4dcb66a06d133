import type { Model } from '../model.ts';
import { describeFile } from './metadata.ts';
import { type StateTensor, stateTensors } from './state-tensors.ts';
import { type OutgoingTensor, writeFile } from './write-file.ts';

/**
 * What a model's layers carry from sample to sample as a safetensors file, for `loadStateSafetensors`: the third file, beside
 * weights and optimizer, of a model with layers that remember.
 *
 * Of a `gru` `h` [units] as F32, and with steps > 1 the samples `x` [steps − 1, inputs] that a gradient still reaches, as many of
 * them as `remembered` says; of `dropout` `key` and `step` of its random numbers. Words are F64. Other layers have nothing
 * in it.
 *
 * @param model any
 * @returns the bytes of a file (https://github.com/huggingface/safetensors#format)
 * @throws SafetensorsError when a number is NaN or infinite, or a layer has a name that files can't hold
 * @example
 * ```ts
 * import { Batch, gru, loadStateSafetensors, sequential, squaredError, stateToSafetensors } from 'rxgrad';
 * const model = sequential({ inputs: 1, seed: 1 }, gru(2));
 * const copy = sequential({ inputs: 1, seed: 1 }, gru(2));
 * model.forward(Batch.of([{ x: [3], y: [0, 1] }])).loss(squaredError).gradient();
 * model.predictOne([1])[0] === copy.predictOne([1])[0]; // → false
 * loadStateSafetensors(copy, stateToSafetensors(model));
 * model.predictOne([1])[0] === copy.predictOne([1])[0]; // → true
 * ```
 */
export function stateToSafetensors(model: Model): Uint8Array {
  const words = model.layerState;
  const tensors = stateTensors(model).map((tensor) => outgoing(tensor, words));
  // Those of 64 bits first: then everything lies at a multiple of its size.
  tensors.sort((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  return writeFile(tensors, describeFile('state', model));
}

function outgoing({ name, shape, kind, offset, length }: StateTensor, words: Uint32Array) {
  const own = words.slice(offset, offset + length);
  const values = kind === 'f32' ? new Float32Array(own.buffer) : Float64Array.from(own);
  return { name, shape, values } satisfies OutgoingTensor;
}
