import { NonFiniteError } from '../errors/non-finite-error.ts';
import { Parameters } from './parameters.ts';

/**
 * Named weights for a pipeline of one's own: no layers, just numbers to be found.
 *
 * @param values where each tensor begins: a number, or a vector
 * @throws NonFiniteError when a value is NaN or infinite
 * @example
 * ```ts
 * import { parameters, sgd } from 'rxgrad';
 * const weights = parameters({ angle: 0.7, force: [5] });
 * weights.gradient({ force: [2] }).update(sgd({ learningRate: 0.5 }));
 * Array.from(weights.tensor('force')); // → [4]
 * ```
 */
export function parameters(
  values: Readonly<Record<string, number | ArrayLike<number>>>,
): Parameters {
  const entries = Object.entries(values);
  const made = new Parameters(
    entries.map(([name, value]) => ({
      name,
      shape: typeof value === 'number' ? [] : [value.length],
    })),
  );
  for (const [name, value] of entries) {
    const numbers = typeof value === 'number' ? [value] : Array.from(value);
    if (!numbers.every(Number.isFinite))
      throw new NonFiniteError(`tensor "${name}" has a value that is not finite`);
    made.tensor(name).set(numbers);
  }
  return made;
}
