import { elementwise, type ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * Sigmoid linear unit, or swish: y = x σ(x) with σ(x) = 1/(1 + e⁻ˣ); derivative σ(x) (1 + x (1 − σ(x))).
 *
 * Elfwing, Uchibe, Doya 2017; as PyTorch's `SiLU`.
 *
 * @example
 * ```ts
 * import { sequential, silu } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, silu()).predictOne([-1, 2])); // → [-0.2689414, 1.7615942]
 * ```
 */
export function silu({ name }: ActivationOptions = {}): Layer {
  return elementwise(
    'silu',
    name,
    {},
    {
      forward: (program, plan) => void program.emit('siluForward', { ...plan }),
      inputGradient: (program, plan) => void program.emit('siluInputGradient', { ...plan }),
    },
  );
}
