import type { Run } from '@rxgrad/stream';
import { ERRORS, type Subscribe } from '@rxgrad/wire';
import { Refusal } from '../../session/refusal.ts';
import { isSameLayout, stateOf } from './run-state.ts';

/** The vector that a stream is about. */
export interface Selection {
  /** So many values at its end are words of state. */
  readonly words: number;
  /** The vector as it is now, valid until the next call; undefined once its layout is another one. */
  read(): Float32Array | undefined;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * All weights as they lie, or those of the named tensors one behind the other in the order of the
 * schema; then, if asked for, the run's state.
 *
 * @throws Refusal for a tensor that is not there
 */
export function selection(run: Run, { tensors, state }: Subscribe): Selection {
  const { model } = run;
  const readWeights = tensors === undefined ? () => model.data : gather(model, tensors);
  return state ? withState(run, readWeights) : { words: 0, read: readWeights };
}

function gather(model: Run['model'], names: readonly string[]): () => Float32Array {
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

function withState(run: Run, readWeights: () => Float32Array): Selection {
  const first = stateOf(run);
  if (first.words === 0) {
    // A scaler that has seen nothing may have no state yet.
    const same = (): boolean => run.preprocessing.length === 0 || stateOf(run).words === 0;
    return { words: 0, read: () => (same() ? readWeights() : undefined) };
  }
  const { length } = readWeights();
  const all = new Float32Array(length + first.words);
  // As words: a float register may alter a NaN.
  const words = new Uint32Array(all.buffer, 4 * length);
  return {
    words: first.words,
    read() {
      const now = stateOf(run);
      if (!isSameLayout(now, first)) return undefined;
      all.set(readWeights());
      now.parts.forEach((part, index) => words.set(part, first.layout[index]?.offset));
      return all;
    },
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
