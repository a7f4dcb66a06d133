import type { Layer, LayerConfig } from './layer.ts';

/** Options of activations. */
export interface ActivationOptions {
  /** Default: the layer's type, numbered from the second on. */
  readonly name?: string;
}

/** A layer without weights that treats each number by itself: y [n] for x [n]. */
export function elementwise(
  type: string,
  name: string | undefined,
  config: LayerConfig,
  instructions: Pick<Required<Layer>, 'forward' | 'inputGradient'>,
): Layer {
  return { type, name, config, outputs: (inputs) => inputs, tensors: () => [], ...instructions };
}
