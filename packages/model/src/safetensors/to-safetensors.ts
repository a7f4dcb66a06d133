import type { Parameters } from '../parameters/parameters.ts';
import { fileShape, toFileLayout } from './file-layout.ts';
import { describeFile } from './metadata.ts';
import { type SafetensorsOptions, tensorNames } from './tensor-names.ts';
import { writeFile } from './write-file.ts';

/**
 * The weights as a safetensors file, for `loadSafetensors`, `modelFromSafetensors`, or Python's `safetensors`.
 *
 * Tensors are F32 and lie as PyTorch keeps them: the weight of a `dense` or `sparseLinear` layer, [inputs, units] here, is
 * [units, inputs] in the file, as that of `nn.Linear`. `load_state_dict` of the equal `nn.Sequential` takes it if it was
 * written with `{ names: 'positions' }`. Metadata hold the schema, from which the model can be built again.
 *
 * @param parameters a model, or named weights without layers
 * @param options names
 * @returns the bytes of a file (https://github.com/huggingface/safetensors#format)
 * @throws SafetensorsError when a weight is NaN or infinite, or a tensor has a name that files can't hold
 * @example
 * ```ts
 * import { dense, modelFromSafetensors, sequential, toSafetensors } from 'rxgrad';
 * const model = sequential({ inputs: 2, seed: 1 }, dense(3));
 * const copy = modelFromSafetensors(toSafetensors(model));
 * copy.predictOne([1, 2])[0] === model.predictOne([1, 2])[0]; // → true
 * ```
 */
export function toSafetensors(
  parameters: Parameters,
  { names: naming }: SafetensorsOptions = {},
): Uint8Array {
  const names = tensorNames(parameters, naming);
  const tensors = parameters.tensors.map((tensor, i) => ({
    name: names[i] as string,
    shape: fileShape(tensor),
    values: toFileLayout(tensor, parameters.tensor(tensor.name)),
  }));
  const schema = JSON.stringify(parameters.schema());
  return writeFile(tensors, { ...describeFile('weights', parameters), 'rxgrad.schema': schema });
}
