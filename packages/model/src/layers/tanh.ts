import { elementwise, type ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * The hyperbolic tangent: y = tanh x; derivative 1 − y².
 *
 * As PyTorch's `Tanh`.
 *
 * @example
 * ```ts
 * import { tanh, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 1 }, tanh()).predictOne([1])); // → [0.7615942]
 * ```
 */
export function tanh({ name }: ActivationOptions = {}): Layer {
  return elementwise(
    'tanh',
    name,
    {},
    {
      forward: (program, plan) => void program.emit('tanhForward', { ...plan }),
      inputGradient: (program, plan) => void program.emit('tanhInputGradient', { ...plan }),
    },
  );
}
