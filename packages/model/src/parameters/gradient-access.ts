import type { ParameterMemory } from './memory.ts';
import type { Segment } from './segment.ts';

/** The gradient in memory as one flat vector: a view where it is one already, else put together. */
export function readGradient(memory: ParameterMemory): Float32Array {
  const { f32 } = memory.machine;
  const [first] = memory.segments;
  if (memory.segments.length === 1 && first?.touched === 0) {
    return f32.subarray(first.gradient / 4, first.gradient / 4 + first.length);
  }
  const flat = new Float32Array(memory.length);
  for (const segment of memory.segments) {
    if (segment.touched !== 0) {
      scatter(memory, segment, flat);
      continue;
    }
    const at = segment.gradient / 4;
    flat.set(f32.subarray(at, at + segment.length), segment.offset);
  }
  return flat;
}

/** Puts a flat vector into memory as the gradient. */
export function writeGradient(memory: ParameterMemory, flat: Float32Array): void {
  for (const [i, segment] of memory.segments.entries()) {
    const part = flat.subarray(segment.offset, segment.offset + segment.length);
    if (segment.touched === 0) memory.machine.f32.set(part, segment.gradient / 4);
    else gather(memory, i, part);
  }
}

function scatter({ machine }: ParameterMemory, segment: Segment, flat: Float32Array): void {
  const { gradient, touched, count, width, offset } = segment;
  const { f32, u32 } = machine;
  for (let k = 0; k < (u32[count / 4] as number); k += 1) {
    const row = f32.subarray(gradient / 4 + k * width, gradient / 4 + (k + 1) * width);
    flat.set(row, offset + (u32[touched / 4 + k] as number) * width);
  }
}

/** Lists the rows that aren't all 0. */
function gather(memory: ParameterMemory, index: number, values: Float32Array): void {
  const { width } = memory.segments[index] as Segment;
  const rowOf = (row: number): Float32Array => values.subarray(row * width, (row + 1) * width);
  const rows: number[] = [];
  for (let row = 0; row < values.length / width; row += 1) {
    if (rowOf(row).some((value) => value !== 0)) rows.push(row);
  }
  memory.reserveEntries(rows.length);
  const { gradient, touched, count } = memory.segments[index] as Segment;
  const { f32, u32 } = memory.machine;
  u32[count / 4] = rows.length;
  for (const [k, row] of rows.entries()) {
    u32[touched / 4 + k] = row;
    f32.set(rowOf(row), gradient / 4 + k * width);
  }
}
