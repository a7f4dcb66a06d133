import { FrameError, type Schema } from '@rxgrad/wire';
import type { WeightsOptions } from './weights.ts';

/** Where a tensor lies in the vector that a subscription delivers. */
export interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly length: number;
}

/** A subscription's vector: all tensors of the schema as they lie, or the chosen ones one behind the other. */
export interface Layout {
  /** All weights. */
  readonly length: number;
  /** Words of state behind them. */
  readonly words: number;
  readonly places: ReadonlyMap<string, Place>;
}

/** Weights that a client makes room for at most: 1 GiB. */
const MOST = 1 << 28;

/** The layout that a schema gives; throws FrameError for one that contradicts itself. */
export function layoutOf(
  schema: Schema,
  { tensors: chosen, state = false }: Pick<WeightsOptions, 'tensors' | 'state'>,
): Layout {
  const places = new Map<string, Place>();
  let length = 0;
  for (const { name, shape, offset } of schema.tensors) {
    if (chosen !== undefined && !chosen.includes(name)) continue;
    const size = shape.reduce((product, extent) => product * extent, 1);
    const at = chosen === undefined ? offset : length;
    places.set(name, { name, shape, offset: at, length: size });
    length = Math.max(length, at + size);
    if (length > MOST) throw new FrameError(`a schema of ${length} weights for ${schema.run}`);
  }
  return { length, places, words: state ? wordsOf(schema) : 0 };
}

/** Words of state that a schema speaks of. */
function wordsOf({ state = [], run }: Schema): number {
  let words = 0;
  for (const { dtype, length, offset } of state) {
    if (offset !== words) throw new FrameError(`a state of ${run} with holes`);
    words += dtype === 'f64' ? 2 * length : length;
    if (words > MOST) throw new FrameError(`a state of ${words} words for ${run}`);
  }
  return words;
}
