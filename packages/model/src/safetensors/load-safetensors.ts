import type { Parameters } from '../parameters/parameters.ts';
import { requireKind, versionIn } from './metadata.ts';
import { type SafetensorsFile, readFile } from './read-file.ts';
import { readValues, requireTensors } from './read-values.ts';
import { type SafetensorsOptions, namesInFile } from './tensor-names.ts';

/**
 * Replaces all weights by those of a safetensors file, of rxgrad or of PyTorch.
 *
 * Names and shapes must be the model's, with weights of linear layers as [outputs, inputs]; names may also be those of the
 * equal `nn.Sequential`. F32, F64, F16 and BF16 are read, and become f32. Everything is checked before the first weight
 * changes. The version becomes the file's, or grows by one if the file isn't rxgrad's.
 *
 * @param parameters a model, or named weights without layers
 * @param bytes of the file
 * @param options names
 * @throws SafetensorsError when the file is damaged or of another model; weights are unchanged
 * @example
 * ```ts
 * import { loadSafetensors, parameters, toSafetensors } from 'rxgrad';
 * const bytes = toSafetensors(parameters({ angle: 0.5, force: [5, 7] }));
 * const weights = parameters({ angle: 0, force: [0, 0] });
 * loadSafetensors(weights, bytes);
 * Array.from(weights.data); // → [0.5, 5, 7]
 * ```
 */
export function loadSafetensors(
  parameters: Parameters,
  bytes: Uint8Array,
  options: SafetensorsOptions = {},
): void {
  loadFile(parameters, readFile(bytes), options);
}

export function loadFile(
  parameters: Parameters,
  file: SafetensorsFile,
  options: SafetensorsOptions,
): void {
  requireKind(file.metadata, 'weights');
  const version = versionIn(file.metadata);
  const names = namesInFile(parameters, options, (name) => file.tensors.has(name));
  requireTensors(file, names);
  const values = new Float32Array(parameters.data.length);
  for (const [i, tensor] of parameters.tensors.entries()) {
    values.set(readValues(file, names[i] as string, tensor), tensor.offset);
  }
  parameters.load(values, version);
}
