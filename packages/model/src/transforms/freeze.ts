import type { Transform } from './transform.ts';

/**
 * Holds tensors as they are: their gradients become 0, and the optimizer passes them by, so that neither momentum nor weight
 * decay moves them.
 *
 * @param tensors their names, such as `'dense.weight'`
 * @example
 * ```ts
 * import { parameters, sgd, transforms } from 'rxgrad';
 * const weights = parameters({ angle: 1, force: 1 });
 * const gradient = weights.gradient({ angle: 1, force: 1 }).transform(transforms.freeze('angle'));
 * gradient.update(sgd({ learningRate: 0.1 }));
 * Array.from(weights.data); // → [1, 0.9]
 * ```
 */
export function freeze(...tensors: readonly string[]): Transform {
  return {
    name: `freeze ${JSON.stringify(tensors)}`,
    values: [],
    frozen: tensors,
    emit(program, { memory }) {
      for (const name of tensors) {
        program.emit('clearGradient', memory.segmentOf(memory.tensor(name)));
      }
    },
  };
}
