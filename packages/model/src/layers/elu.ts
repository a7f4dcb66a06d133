import { OptionError } from '@rxgrad/online';
import { type ActivationOptions, elementwise } from './elementwise.ts';
import type { Layer } from './layer.ts';

/** Options of {@link elu}. */
export interface EluOptions extends ActivationOptions {
  /** What it tends to for −∞, with the sign turned. Default: 1. */
  readonly alpha?: number;
}

/**
 * Exponential linear unit: y = x where x > 0, else α (eˣ − 1); derivative 1 or α eˣ.
 *
 * Clevert, Unterthiner, Hochreiter 2016; as PyTorch's `ELU`.
 *
 * @param options alpha, name
 * @throws OptionError when alpha isn't finite
 * @example
 * ```ts
 * import { elu, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, elu()).predictOne([-1, 2])); // → [-0.6321206, 2]
 * ```
 */
export function elu({ name, alpha = 1 }: EluOptions = {}): Layer {
  if (!Number.isFinite(alpha)) {
    throw new OptionError(`elu: alpha must be finite, it is ${alpha}`);
  }
  return elementwise(
    'elu',
    name,
    { alpha },
    {
      forward: (program, plan) => void program.emit('eluForward', { ...plan, alpha }),
      inputGradient: (program, plan) => void program.emit('eluInputGradient', { ...plan, alpha }),
    },
  );
}
