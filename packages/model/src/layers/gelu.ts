import { elementwise, type ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/** Options of {@link gelu}. */
export interface GeluOptions extends ActivationOptions {
  /** True for the formula with tanh: PyTorch's `approximate='tanh'`. Default: false. */
  readonly approximate?: boolean;
}

/**
 * Gaussian error linear unit: y = x Φ(x) = ½ x (1 + erf(x/√2)); derivative Φ(x) + x φ(x).
 *
 * Approximately, on demand: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). Hendrycks & Gimpel 2016; as PyTorch's `GELU`.
 *
 * @param options approximate, name
 * @example
 * ```ts
 * import { gelu, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, gelu()).predictOne([-1, 2])); // → [-0.1586553, 1.9544997]
 * const rough = sequential({ inputs: 2 }, gelu({ approximate: true }));
 * Array.from(rough.predictOne([-1, 2])); // → [-0.158808, 1.9545977]
 * ```
 */
export function gelu({ name, approximate = false }: GeluOptions = {}): Layer {
  const forward = approximate ? 'geluTanhForward' : 'geluForward';
  const inputGradient = approximate ? 'geluTanhInputGradient' : 'geluInputGradient';
  return elementwise(
    'gelu',
    name,
    { approximate },
    {
      forward: (program, plan) => void program.emit(forward, { ...plan }),
      inputGradient: (program, plan) => void program.emit(inputGradient, { ...plan }),
    },
  );
}
