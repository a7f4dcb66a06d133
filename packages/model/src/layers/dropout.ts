import { OptionError } from '@rxgrad/online';
import { type ActivationOptions, elementwise } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * Dropout: y = x · m, where m is 0 with probability `rate` and else 1/(1 − rate); y = x in predictions.
 *
 * Srivastava et al. 2014; as PyTorch's `Dropout`, with other random numbers: Philox4x32-10 (Salmon et al. 2011) of a key
 * that the model's seed gives, the step, and the number's place. They are part of the model's snapshot, and one step further
 * with each batch that a gradient is taken of.
 *
 * @param rate from 0 up to below 1
 * @throws OptionError when the rate is another number
 * @example
 * ```ts
 * import { Batch, dropout, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 4, seed: 3 }, dropout(0.5));
 * Array.from(model.predictOne([1, 2, 3, 4])); // → [1, 2, 3, 4]
 * const { output } = model.forward(Batch.of([{ x: [1, 1, 1, 1], y: [0, 0, 0, 0] }]));
 * output.every((y) => y === 0 || y === 2); // → true
 * ```
 */
export function dropout(rate: number, { name }: ActivationOptions = {}): Layer {
  if (!(rate >= 0 && rate < 1) || Math.fround(rate) === 1) {
    throw new OptionError(`dropout: the rate must be from 0 up to below 1, it is ${rate}`);
  }
  return {
    ...elementwise(
      'dropout',
      name,
      { rate },
      {
        forward(program, plan) {
          const { scratch: mask } = plan;
          if (plan.training) program.emit('dropoutForward', { ...plan, mask, rate });
          else program.emit('identityForward', { ...plan });
        },
        inputGradient(program, { dy, dx, outputs, scratch }) {
          program.emit('multiplyRows', { a: dy, b: scratch, c: dx, width: outputs });
        },
      },
    ),
    scratch: (inputs, rows) => inputs * rows,
    state: {
      words: () => 4,
      parts: () => [
        { name: 'key', shape: [2], kind: 'u32' },
        { name: 'step', shape: [2], kind: 'u32' },
      ],
      initialize(words, _inputs, random) {
        words.set([random.integer(2 ** 32), random.integer(2 ** 32), 0, 0]);
      },
    },
    commit: (program, { state }) => void program.emit('dropoutCommit', { state }),
  };
}
