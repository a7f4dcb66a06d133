/** Copies row number `cursor` of a block to where the plan expects its input. */
export function loadRow(cursor: usize, block: usize, target: usize, bytes: usize): void {
  copy(target, block + <usize>load<u32>(cursor) * bytes, bytes);
}

/** Copies from the plan to row number `cursor` of a block. */
export function storeRow(cursor: usize, block: usize, source: usize, bytes: usize): void {
  copy(block + <usize>load<u32>(cursor) * bytes, source, bytes);
}

/** The same for a row in compressed form, which becomes a batch of one row. */
export function loadSparseRow(
  cursor: usize, blockStarts: usize, blockIndices: usize, blockValues: usize,
  starts: usize, indices: usize, values: usize,
): void {
  const row = blockStarts + (load<u32>(cursor) << 2);
  const first = load<u32>(row) << 2;
  const bytes = (load<u32>(row, 4) << 2) - first;
  store<u32>(starts, 0);
  store<u32>(starts, bytes >> 2, 4);
  copy(indices, blockIndices + first, bytes);
  copy(values, blockValues + first, bytes);
}

/** Counts a row; jumps back over the last `distance` bytes until `count` rows are done. */
export function repeat(cursor: usize, count: usize, distance: usize, next: usize): usize {
  const row = load<u32>(cursor) + 1;
  store<u32>(cursor, row);
  return row < load<u32>(count) ? next - distance : next;
}

/** sum += term, in f64. */
export function addTo(sum: usize, term: usize): void {
  store<f64>(sum, load<f64>(sum) + load<f64>(term));
}

/** A loop, since rows are short and `memory.copy` is a call into the engine. */
// @ts-ignore: decorator
@inline function copy(target: usize, source: usize, bytes: usize): void {
  if (bytes > 2048) return memory.copy(target, source, bytes);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(target + i, v128.load(source + i));
  for (; i < bytes; i += 4) store<u32>(target + i, load<u32>(source + i));
}
