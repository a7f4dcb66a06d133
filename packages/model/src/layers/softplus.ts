import { elementwise, type ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * A smooth ReLU: y = ln(1 + eˣ); derivative 1/(1 + e⁻ˣ).
 *
 * As PyTorch's `Softplus`, without its threshold.
 *
 * @example
 * ```ts
 * import { softplus, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 1 }, softplus()).predictOne([0])); // → [0.6931472]
 * ```
 */
export function softplus({ name }: ActivationOptions = {}): Layer {
  return elementwise(
    'softplus',
    name,
    {},
    {
      forward: (program, plan) => void program.emit('softplusForward', { ...plan }),
      inputGradient: (program, plan) => void program.emit('softplusInputGradient', { ...plan }),
    },
  );
}
