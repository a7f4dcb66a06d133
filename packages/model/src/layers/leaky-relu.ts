import { OptionError } from '@rxgrad/online';
import { type ActivationOptions, elementwise } from './elementwise.ts';
import type { Layer } from './layer.ts';

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions extends ActivationOptions {
  /** Of the negative half. Default: 0.01. */
  readonly slope?: number;
}

/**
 * Leaky rectified linear unit: y = x where x > 0, else slope · x; derivative 1 or slope.
 *
 * As PyTorch's `LeakyReLU`.
 *
 * @throws OptionError when the slope isn't finite
 * @example
 * ```ts
 * import { leakyRelu, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, leakyRelu({ slope: 0.5 })).predictOne([-1, 2])); // → [-0.5, 2]
 * ```
 */
export function leakyRelu({ name, slope = 0.01 }: LeakyReluOptions = {}): Layer {
  if (!Number.isFinite(slope))
    throw new OptionError(`leakyRelu: the slope must be finite, it is ${slope}`);
  return elementwise(
    'leakyRelu',
    name,
    { slope },
    {
      forward: (program, plan) => void program.emit('leakyReluForward', { ...plan, slope }),
      inputGradient: (program, plan) =>
        void program.emit('leakyReluInputGradient', { ...plan, slope }),
    },
  );
}
