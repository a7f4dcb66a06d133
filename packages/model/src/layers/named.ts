import type { Layer } from './layer.ts';

/**
 * The same layer under a name of its own, by which its tensors are found.
 *
 * @example
 * ```ts
 * import { chain, dense, named, parallel, relu, sequential } from 'rxgrad';
 * const model = sequential(
 *   { inputs: 3 },
 *   parallel(named('wide', dense(1)), named('deep', chain(dense(8), relu(), dense(1)))),
 * );
 * model.tensors[0]?.name; // → 'parallel.wide.weight'
 * ```
 */
export function named(name: string, layer: Layer): Layer {
  return { ...layer, name };
}
