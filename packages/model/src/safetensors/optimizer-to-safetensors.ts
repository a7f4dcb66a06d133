import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { fileShape, toFileLayout } from './file-layout.ts';
import { describeFile } from './metadata.ts';
import { type OptimizerState, STEP, slotNames } from './slot-names.ts';
import { type SafetensorsOptions, tensorNames } from './tensor-names.ts';
import { type OutgoingTensor, writeFile } from './write-file.ts';

/**
 * What an optimizer remembers of a model as a safetensors file, for `loadOptimizerSafetensors`.
 *
 * Each tensor's slots are F32, lie as the tensor does in `toSafetensors`, and are called as PyTorch calls them:
 * `dense.weight.momentum_buffer` of sgd, `dense.weight.sum` of adagrad, `dense.weight.exp_avg` and
 * `dense.weight.exp_avg_sq` of adam. `step` is the number of updates made; it and the optimizer's other numbers are F64.
 * Hyperparameters aren't in the file.
 *
 * @param parameters the model, or the named weights, that it moves
 * @param optimizer as it was given to `updateWeights` or `learner`
 * @param options names
 * @returns the bytes of a file (https://github.com/huggingface/safetensors#format)
 * @throws SafetensorsError when a number is NaN or infinite, or a tensor has a name that files can't hold
 * @example
 * ```ts
 * import { adam, loadOptimizerSafetensors, optimizerToSafetensors, parameters } from 'rxgrad';
 * const [weights, optimizer] = [parameters({ angle: 0.5 }), adam()];
 * weights.gradient({ angle: 2 }).update(optimizer);
 * const bytes = optimizerToSafetensors(weights, optimizer);
 * const [copy, another] = [parameters({ angle: 0.5 }), adam()];
 * loadOptimizerSafetensors(copy, another, bytes);
 * copy.gradient({ angle: 2 }).update(another).step; // → 1
 * ```
 */
export function optimizerToSafetensors(
  parameters: Parameters,
  optimizer: Optimizer,
  { names: naming }: SafetensorsOptions = {},
): Uint8Array {
  const { step, scalars, slots } = parameters
    .bind(optimizer)
    .snapshot() as unknown as OptimizerState;
  const scalarNames = Object.keys(optimizer.rule.scalars);
  const numbers = scalarNames.map((name, i) => scalar(name, scalars[i] as number));
  const names = tensorNames(parameters, naming);
  const tensors = slotNames(optimizer).flatMap((slotName, k) =>
    parameters.tensors.map((tensor, i) => {
      const { offset, length } = tensor;
      const values = (slots[k] as Float32Array).subarray(offset, offset + length);
      return {
        name: `${names[i]}.${slotName}`,
        shape: fileShape(tensor),
        values: toFileLayout(tensor, values),
      };
    }),
  );
  const metadata = { ...describeFile('optimizer', parameters), 'rxgrad.optimizer': optimizer.type };
  return writeFile([scalar(STEP, step), ...numbers, ...tensors], metadata);
}

/** In 64 bits, and first in the file: then everything lies at a multiple of its size. */
function scalar(name: string, value: number): OutgoingTensor {
  return { name, shape: [], values: Float64Array.of(value) };
}
