import type { ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * Softmax over a sample's numbers: yᵢ = e^xᵢ / Σ e^xⱼ; derivative dxᵢ = yᵢ (dyᵢ − Σ dyⱼ yⱼ).
 *
 * x [n], y [n], positive with sum 1. For attention and mixtures; not before `crossEntropy`, which takes logits. As
 * PyTorch's `Softmax(dim=-1)`.
 *
 * @example
 * ```ts
 * import { sequential, softmax } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, softmax()).predictOne([0, Math.log(3)])); // → [0.25, 0.75]
 * ```
 */
export function softmax({ name }: ActivationOptions = {}): Layer {
  return {
    type: 'softmax',
    name,
    config: {},
    outputs: (inputs) => inputs,
    tensors: () => [],
    forward: (program, { x, y, outputs }) => {
      program.emit('softmax', { y: x, prediction: y, outputs });
    },
    inputGradient: (program, plan) => void program.emit('softmaxInputGradient', { ...plan }),
  };
}
