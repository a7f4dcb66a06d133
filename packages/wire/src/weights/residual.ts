import { FrameError } from '../frame-error.ts';
import { BLOCK, countOf, PART_VALUES, type Change } from './change.ts';
import type { Encoding } from './encoding.ts';
import { f32 } from './f32-encoding.ts';

/** How a quantizing encoding stores a number of −1 … 1 (times its block's scale). */
export interface Quantizer {
  readonly name: string;
  /** Bytes of a stored number. */
  readonly width: 1 | 2;
  /** What the scale of a block is, given its largest magnitude. */
  scale(largest: number): number;
  /** Stores `ratio`, the residual over its scale. */
  store(data: DataView, at: number, ratio: number): void;
  /** The stored number, exactly, as a double. */
  load(data: DataView, at: number): number;
}

/** Which weights a delta speaks of: all that differ, or a chosen few. */
export type Select = (shadow: Float32Array, target: Float32Array) => Uint32Array;

/**
 * Closed-loop residual coding: what is coded is the difference to what clients have, so errors of
 * one delta are in the next one's difference, never add up, and are gone soon after weights rest.
 *
 * Both sides compute `value = f32(value + f32(scale × stored))`, so they agree to the bit.
 */
export function residual(quantizer: Quantizer, select: Select): Encoding {
  const { name, width } = quantizer;
  const encoding: Encoding = {
    name,
    encode(shadow, target) {
      const chosen = select(shadow, target);
      if (chosen.length === 0) return [];
      // Differences of NaN and Infinity say nothing; f32 is always understood.
      if (!areFinite(shadow, target, chosen)) return f32.encode(shadow, target);
      const changes = layouts(chosen, width).map((where) =>
        quantize(quantizer, shadow, target, where),
      );
      for (const change of changes) encoding.apply(shadow, change);
      return changes;
    },
    apply(values, change) {
      const count = countOf(change, width, values.length);
      const { scales, indices, first, data } = change;
      if (scales?.length !== Math.ceil(count / BLOCK)) {
        throw new FrameError(`${name}: a scale for each ${BLOCK} of ${count} values is missing`);
      }
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      for (let index = 0; index < count; index += 1) {
        const scale = scales[index >>> 12] as number;
        const at = indices === undefined ? first + index : (indices[index] as number);
        const step = Math.fround(scale * quantizer.load(view, index * width));
        values[at] = (values[at] as number) + step;
      }
    },
  };
  return encoding;
}

/** The places of one part: consecutive, or listed. */
interface Where {
  readonly first: number;
  readonly count: number;
  readonly indices?: Uint32Array;
}

/** Lists the chosen places where that is shorter, else the whole range around them; in parts. */
function layouts(chosen: Uint32Array, width: number): Where[] {
  const start = chosen[0] as number;
  const end = (chosen[chosen.length - 1] as number) + 1;
  const parts: Where[] = [];
  if (chosen.length * (4 + width) < (end - start) * width) {
    for (let from = 0; from < chosen.length; from += PART_VALUES / 2) {
      const indices = chosen.subarray(from, from + PART_VALUES / 2);
      parts.push({ first: 0, count: indices.length, indices });
    }
    return parts;
  }
  for (let first = start; first < end; first += PART_VALUES) {
    parts.push({ first, count: Math.min(PART_VALUES, end - first) });
  }
  return parts;
}

function quantize(
  quantizer: Quantizer,
  shadow: Float32Array,
  target: Float32Array,
  { first, count, indices }: Where,
): Change {
  const data = new Uint8Array(count * quantizer.width);
  const view = new DataView(data.buffer);
  const scales = new Float32Array(Math.ceil(count / BLOCK));
  const differenceAt = (index: number): number => {
    const at = indices === undefined ? first + index : (indices[index] as number);
    return (target[at] as number) - (shadow[at] as number);
  };
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(count, start + BLOCK);
    let largest = 0;
    for (let index = start; index < end; index += 1) {
      largest = Math.max(largest, Math.abs(differenceAt(index)));
    }
    if (largest === 0) continue;
    const scale = Math.fround(Math.min(Math.max(quantizer.scale(largest), TINIEST), HUGEST));
    scales[start / BLOCK] = scale;
    for (let index = start; index < end; index += 1) {
      quantizer.store(view, index * quantizer.width, differenceAt(index) / scale);
    }
  }
  return indices === undefined ? { first, scales, data } : { first, indices, scales, data };
}

/** Smallest and largest positive f32 numbers: a scale is never 0 or infinite. */
const TINIEST = 2 ** -149;
const HUGEST = (2 - 2 ** -23) * 2 ** 127;

/** Whether all numbers from the first to the last chosen place are: the range may be coded whole. */
function areFinite(shadow: Float32Array, target: Float32Array, chosen: Uint32Array): boolean {
  const last = chosen[chosen.length - 1] as number;
  for (let index = chosen[0] as number; index <= last; index += 1) {
    if (!Number.isFinite(shadow[index]) || !Number.isFinite(target[index])) return false;
  }
  return true;
}
