import type { Parameters } from '../parameters/parameters.ts';

/**
 * How tensors are called in a file: `layers` as in the model (`dense.weight`), `positions` as in the state of PyTorch's
 * `nn.Sequential`, where a layer is called by its place (`0.weight`).
 */
export type TensorNaming = 'layers' | 'positions';

/** Options of what writes and reads safetensors files. */
export interface SafetensorsOptions {
  /** Default: `layers` to write; to read, the one that the file fits. */
  readonly names?: TensorNaming;
}

/** The name in the file for each tensor, in the tensors' order. */
export function tensorNames(parameters: Parameters, naming: TensorNaming = 'layers'): string[] {
  const names = parameters.tensors.map(({ name }) => name);
  if (naming === 'layers') return names;
  const layers = parameters
    .schema()
    .layers.map(({ name }, place) => ({ prefix: `${name}.`, place }));
  // The longest first: a layer "a.b" has "a.b.weight", although there may be a layer "a".
  layers.sort((a, b) => b.prefix.length - a.prefix.length);
  return names.map((name) => {
    const owner = layers.find(({ prefix }) => name.startsWith(prefix));
    return owner === undefined ? name : `${owner.place}.${name.slice(owner.prefix.length)}`;
  });
}

/** The names to look for in a file, of which `has` tells whether it holds something of that name. */
export function namesInFile(
  parameters: Parameters,
  { names: asked }: SafetensorsOptions,
  has: (name: string) => boolean,
): string[] {
  const named = tensorNames(parameters, asked);
  if (asked !== undefined || named.every(has)) return named;
  const placed = tensorNames(parameters, 'positions');
  return placed.every(has) ? placed : named;
}
