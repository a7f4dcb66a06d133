import type { Run } from '@rxgrad/stream';
import { ERRORS } from '@rxgrad/wire';
import { Refusal } from '../../session/refusal.ts';

/** Gives the weights that a stream is about, as they are now; valid until the next call. */
export type ReadWeights = () => Float32Array;

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads all weights as they lie, or those of the named tensors one behind the other in the order
 * of the schema.
 *
 * @throws Refusal for a tensor that is not there
 */
export function selection(model: Run['model'], names: readonly string[] | undefined): ReadWeights {
  if (names === undefined) return () => model.data;
  const ranges = rangesOf(model, new Set(names));
  const gathered = new Float32Array(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
  return () => {
    let at = 0;
    for (const { start, end } of ranges) {
      gathered.set(model.data.subarray(start, end), at);
      at += end - start;
    }
    return gathered;
  };
}

function rangesOf({ tensors }: Run['model'], names: ReadonlySet<string>): readonly Range[] {
  const known = new Set(tensors.map(({ name }) => name));
  for (const name of names) {
    if (!known.has(name)) throw new Refusal(ERRORS.badRequest, `there is no tensor "${name}"`);
  }
  return tensors
    .filter(({ name }) => names.has(name))
    .map(({ offset, length }) => ({ start: offset, end: offset + length }));
}
