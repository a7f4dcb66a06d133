import { countOf, differences, differingIndices, PART_VALUES, type Change } from './change.ts';
import type { Encoding } from './encoding.ts';

/** Exact: the new values themselves, since adding differences of floats would round. */
export const f32: Encoding = {
  name: 'f32',
  encode(shadow, target) {
    const where = differences(shadow, target);
    if (where.count === 0) return [];
    // An index costs as much as a value: beyond half it is cheaper to send the whole range.
    const changes =
      where.count * 2 < where.end - where.first
        ? sparse(target, differingIndices(shadow, target, where))
        : dense(target, where.first, where.end);
    shadow.set(target.subarray(where.first, where.end), where.first);
    return changes;
  },
  apply(values, change) {
    const count = countOf(change, 4, values.length);
    const data = words(change.data);
    const target = new Uint32Array(values.buffer, values.byteOffset, values.length);
    if (change.indices === undefined) {
      target.set(data, change.first);
      return;
    }
    for (let index = 0; index < count; index += 1) {
      target[change.indices[index] as number] = data[index] as number;
    }
  },
};

/** Consecutive values from `first` to before `end`, in parts. */
export function dense(values: Float32Array, first: number, end: number): Change[] {
  const changes: Change[] = [];
  for (let from = first; from < end; from += PART_VALUES) {
    const to = Math.min(end, from + PART_VALUES);
    changes.push({ first: from, data: bytesOf(values.slice(from, to)) });
  }
  return changes;
}

function sparse(target: Float32Array, indices: Uint32Array): Change[] {
  const changes: Change[] = [];
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let from = 0; from < indices.length; from += PART_VALUES / 2) {
    const some = indices.subarray(from, from + PART_VALUES / 2);
    const values = Uint32Array.from(some, (index) => bits[index] as number);
    changes.push({ first: 0, indices: some, data: bytesOf(values) });
  }
  return changes;
}

function bytesOf(values: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Bits are copied as integers: a float register may alter a NaN. */
function words(data: Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : Uint8Array.from(data);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 2);
}
