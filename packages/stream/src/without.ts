import { Batch, Block, type Sample, type SparseRows } from '@rxgrad/model';
import type { RejectedSampleError } from '@rxgrad/online';
import type { Remainder } from './stage.ts';

/** What a model learns from: one sample, a mini-batch of them, or a block to go through row by row. */
export type Learnable = Sample | Batch | Block;

/** Takes the sample that an error complains about out of what it came in. */
export function withoutRejected<T extends Learnable>(
  learnable: T,
  error: RejectedSampleError,
): Remainder<T> {
  if (learnable instanceof Batch) return withoutSample(learnable, error.index) as Remainder<T>;
  if (learnable instanceof Block) return withoutRow(learnable, error.index) as Remainder<T>;
  return { rejected: learnable, rest: undefined };
}

function withoutSample({ samples }: Batch, index: number): Remainder<Batch> {
  const rest = samples.filter((_, i) => i !== index);
  return {
    rejected: samples[index],
    rest: rest.length > 0 ? Batch.of(rest) : undefined,
  };
}

function withoutRow(block: Block, index: number): Remainder<Block> {
  const { x, y, size, receipt } = block;
  const label = cut(y, size, index);
  const row = x instanceof Float32Array ? cut(x, size, index) : cutSparse(x, index);
  const rejected = { x: row.cut, y: label.cut };
  return {
    rejected: receipt === undefined ? rejected : { ...rejected, receipt: receipt.row(index) },
    rest: size > 1 ? new Block(row.rest, label.rest, size - 1, receipt?.without(index)) : undefined,
  };
}

function cut(rows: Float32Array, size: number, index: number) {
  const width = rows.length / size;
  const [from, to] = [index * width, (index + 1) * width];
  return { cut: rows.slice(from, to), rest: restOf(rows, from, to) };
}

/** Where every row is bad, one after the other is the first: nothing needs to be copied for that. */
function restOf(rows: Float32Array, from: number, to: number): Float32Array {
  if (from === 0) return rows.subarray(to);
  if (to === rows.length) return rows.subarray(0, from);
  const rest = new Float32Array(rows.length - (to - from));
  rest.set(rows.subarray(0, from));
  rest.set(rows.subarray(to), from);
  return rest;
}

function cutSparse({ starts, indices, values }: SparseRows, index: number) {
  const [from = 0, to = 0] = starts.subarray(index, index + 2);
  const kept = (_: number, k: number) => k < from || k >= to;
  return {
    cut: { indices: indices.slice(from, to), values: values.slice(from, to) },
    rest: {
      starts: starts
        .filter((_, i) => i !== index)
        .map((start) => (start > from ? start - (to - from) : start)),
      indices: indices.filter(kept),
      values: values.filter(kept),
    },
  };
}
