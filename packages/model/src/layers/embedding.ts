import { OptionError } from '@rxgrad/online';
import type { Initializer } from '../initializers/initializer.ts';
import { normal } from '../initializers/normal.ts';
import { requireUnits } from './dense.ts';
import type { Layer } from './layer.ts';

/** From here on f32 has no whole number for each category. */
const MOST_CATEGORIES = 2 ** 24;

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** Default: the layer's type, numbered from the second on. */
  readonly name?: string;
  /** Of the table. Default: normal with deviation 1. */
  readonly initializer?: Initializer;
}

/**
 * A table of vectors, one a category: y = the rows of W that x names, side by side.
 *
 * x [n] whole numbers from 0 to categories − 1, W [categories, units] as tensor `weight`, y [n · units]. All of x is looked up
 * in one table; tables of their own come with `parallel` and `slice`. Must come first, or behind a `slice` that does. An update
 * moves, and takes time for, only the rows that its batch names. A sample with another number is rejected: `CategoryError`.
 *
 * As PyTorch's `Embedding`.
 *
 * @param categories how many there are, at most 2²⁴
 * @param units how long a vector is
 * @throws OptionError when one of them isn't a whole number ≥ 1, or there are too many categories
 * @example
 * ```ts
 * import { constant, embedding, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 2 }, embedding(100, 3, { initializer: constant(0.5) }));
 * model.tensor('embedding.weight').set([1, 2, 3], 7 * 3);
 * Array.from(model.predictOne([7, 99])); // → [1, 2, 3, 0.5, 0.5, 0.5]
 * ```
 */
export function embedding(
  categories: number,
  units: number,
  { name, initializer = standardNormal }: EmbeddingOptions = {},
): Layer {
  requireUnits('embedding', units);
  if (!Number.isSafeInteger(categories) || categories < 1 || categories > MOST_CATEGORIES) {
    throw new OptionError(
      `embedding: categories must be a whole number from 1 to ${MOST_CATEGORIES}, it is ${categories}`,
    );
  }
  return {
    type: 'embedding',
    name,
    config: { categories, units },
    categories: true,
    outputs: (inputs) => inputs * units,
    tensors() {
      const shape = [categories, units];
      return [
        { name: 'weight', shape, initializer, fanIn: categories, fanOut: units, sparse: true },
      ];
    },
    touches: (inputs) => inputs,
    check(program, { x, from, width, fault, columns }) {
      program.emit('requireCategories', { x, from, columns, width, categories, fault });
    },
    forward(program, plan) {
      const { weights } = plan.tensor('weight');
      program.emit('embeddingForward', { ...plan, weights, units });
    },
    weightGradient(program, plan) {
      const { gradient: dw, ...rows } = plan.tensor('weight');
      program.emit('embeddingWeightGradient', { ...plan, ...rows, dw, units });
    },
  };
}

const standardNormal: Initializer = {
  fill: (values, _fanIn, _fanOut, random) => normal(values, 1, random),
};
