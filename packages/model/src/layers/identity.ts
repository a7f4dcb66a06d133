import { elementwise, type ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * The identity: y = x.
 *
 * For networks that are put together by a program.
 *
 * @example
 * ```ts
 * import { identity, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, identity()).predictOne([-1, 2])); // → [-1, 2]
 * ```
 */
export function identity({ name }: ActivationOptions = {}): Layer {
  return elementwise(
    'identity',
    name,
    {},
    {
      forward: (program, plan) => void program.emit('identityForward', { ...plan }),
      inputGradient: (program, plan) => void program.emit('identityInputGradient', { ...plan }),
    },
  );
}
