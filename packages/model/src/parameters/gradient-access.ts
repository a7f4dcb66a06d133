import type { ParameterMemory } from './memory.ts';
import type { RowsSegment } from './segment.ts';

/** The gradient in memory as one flat vector: a view where it is one already, else put together. */
export function readGradient(memory: ParameterMemory): Float32Array {
  const { f32 } = memory.machine;
  const [first] = memory.segments;
  if (memory.segments.length === 1 && first?.kind === 'dense') {
    return f32.subarray(first.gradient / 4, first.gradient / 4 + first.length);
  }
  const flat = new Float32Array(memory.length);
  for (const segment of memory.segments) {
    if (segment.kind === 'dense') {
      const at = segment.gradient / 4;
      flat.set(f32.subarray(at, at + segment.length), segment.offset);
    } else {
      scatter(memory, segment, flat);
    }
  }
  return flat;
}

/** Puts a flat vector into memory as the gradient. */
export function writeGradient(memory: ParameterMemory, flat: Float32Array): void {
  for (const [i, segment] of memory.segments.entries()) {
    const part = flat.subarray(segment.offset, segment.offset + segment.length);
    if (segment.kind === 'dense') memory.machine.f32.set(part, segment.gradient / 4);
    else gather(memory, i, part);
  }
}

function scatter({ machine }: ParameterMemory, segment: RowsSegment, flat: Float32Array): void {
  const { gradient, touched, count, width, offset } = segment;
  const { f32, u32 } = machine;
  for (let k = 0; k < (u32[count / 4] as number); k += 1) {
    const row = f32.subarray(gradient / 4 + k * width, gradient / 4 + (k + 1) * width);
    flat.set(row, offset + (u32[touched / 4 + k] as number) * width);
  }
}

function gather(memory: ParameterMemory, index: number, values: Float32Array): void {
  const { width } = memory.segments[index] as RowsSegment;
  const rows: number[] = [];
  for (let row = 0; row < values.length / width; row += 1) {
    if (values.subarray(row * width, (row + 1) * width).some((value) => value !== 0)) rows.push(row);
  }
  if (rows.length > (memory.segments[index] as RowsSegment).capacity) memory.reserveEntries(rows.length);
  const { gradient, touched, count } = memory.segments[index] as RowsSegment;
  const { f32, u32 } = memory.machine;
  u32[count / 4] = rows.length;
  for (const [k, row] of rows.entries()) {
    u32[touched / 4 + k] = row;
    f32.set(values.subarray(row * width, (row + 1) * width), gradient / 4 + k * width);
  }
}
