import { OptionError } from '@rxgrad/online';
import type { ActivationOptions } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * Some of the numbers: y = x[from] … x[to − 1].
 *
 * What a branch of `parallel` begins with when it is to see a part of the input only.
 *
 * @param from the first, counted from 0
 * @param to one past the last
 * @throws OptionError when they aren't whole numbers with 0 ≤ from < to; `sequential` throws it when x is shorter
 * @example
 * ```ts
 * import { sequential, slice } from 'rxgrad';
 * Array.from(sequential({ inputs: 4 }, slice(1, 3)).predictOne([1, 2, 3, 4])); // → [2, 3]
 * ```
 */
export function slice(from: number, to: number, { name }: ActivationOptions = {}): Layer {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from < to)) {
    throw new OptionError(
      `slice: whole numbers with 0 ≤ from < to are expected, not ${from} and ${to}`,
    );
  }
  return {
    type: 'slice',
    name,
    config: { from, length: to - from },
    outputs(inputs) {
      if (to <= inputs) return to - from;
      throw new OptionError(`slice: it ends at ${to}, but there are ${inputs} numbers before it`);
    },
    tensors: () => [],
    passes: (columns) => ({ ...columns, from: columns.from + from, columns: to - from }),
    forward(program, { x, y, inputs, outputs }) {
      program.emit('copyColumns', {
        source: x + from * 4,
        sourceWidth: inputs,
        target: y,
        targetWidth: outputs,
        width: outputs,
      });
    },
    inputGradient: (program, plan) => void program.emit('sliceInputGradient', { ...plan, from }),
  };
}
