import { elementwise, type ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * The logistic function: y = 1/(1 + e⁻ˣ); derivative y (1 − y).
 *
 * As PyTorch's `Sigmoid`.
 *
 * @example
 * ```ts
 * import { sigmoid, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 1 }, sigmoid()).predictOne([2])); // → [0.8807971]
 * ```
 */
export function sigmoid({ name }: ActivationOptions = {}): Layer {
  return elementwise(
    'sigmoid',
    name,
    {},
    {
      forward: (program, plan) => void program.emit('sigmoidForward', { ...plan }),
      inputGradient: (program, plan) => void program.emit('sigmoidInputGradient', { ...plan }),
    },
  );
}
