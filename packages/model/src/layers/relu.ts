import { elementwise, type ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * Rectified linear unit: y = max(x, 0); derivative 1 where x > 0, else 0.
 *
 * As PyTorch's `ReLU`.
 *
 * @example
 * ```ts
 * import { relu, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, relu()).predictOne([-1, 2])); // → [0, 2]
 * ```
 */
export function relu({ name }: ActivationOptions = {}): Layer {
  return elementwise(
    'relu',
    name,
    {},
    {
      forward: (program, plan) => void program.emit('reluForward', { ...plan }),
      inputGradient: (program, plan) => void program.emit('reluInputGradient', { ...plan }),
    },
  );
}
