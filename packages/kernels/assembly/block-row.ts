/** Copies row number `cursor` of a block's features and labels to where the plan expects them. */
export function beginRow(
  cursor: usize, blockX: usize, x: usize, bytes: usize, blockLabel: usize, label: usize, labelBytes: usize,
): void {
  const row = load<u32>(cursor);
  copy(x, blockX + row * <u32>bytes, bytes);
  copy(label, blockLabel + row * <u32>labelBytes, labelBytes);
}

/** The same for a row in compressed form, which becomes a batch of one row. */
export function beginSparseRow(
  cursor: usize, blockStarts: usize, blockIndices: usize, blockValues: usize,
  starts: usize, indices: usize, values: usize, blockLabel: usize, label: usize, labelBytes: usize,
): void {
  const row = load<u32>(cursor);
  const first = load<u32>(blockStarts + (row << 2)) << 2;
  const bytes = (load<u32>(blockStarts + (row << 2), 4) << 2) - first;
  store<u32>(starts, 0);
  store<u32>(starts, bytes >> 2, 4);
  copy(indices, blockIndices + first, bytes);
  copy(values, blockValues + first, bytes);
  copy(label, blockLabel + row * <u32>labelBytes, labelBytes);
}

/** Copies row number `cursor` of a table, such as the hyperparameters of each step. */
export function loadRow(cursor: usize, table: usize, target: usize, bytes: usize): void {
  copy(target, table + load<u32>(cursor) * <u32>bytes, bytes);
}

/** Keeps the row's prediction, adds its loss up in f64, and jumps back by `distance` until `count` rows are done. */
export function endRow(
  cursor: usize, count: usize, predictions: usize, prediction: usize, bytes: usize,
  sum: usize, loss: usize, distance: usize, next: usize,
): usize {
  const row = load<u32>(cursor);
  copy(predictions + row * <u32>bytes, prediction, bytes);
  store<f64>(sum, load<f64>(sum) + load<f64>(loss));
  store<u32>(cursor, row + 1);
  return row + 1 < load<u32>(count) ? next - distance : next;
}

/** A loop, since most rows are short and `memory.copy` is a call into the engine. */
// @ts-ignore: decorator
@inline function copy(target: usize, source: usize, bytes: usize): void {
  if (bytes > 4096) return memory.copy(target, source, bytes);
  const end = source + bytes;
  for (; source + 64 <= end; source += 64, target += 64) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    v128.store(target, v128.load(source, 32), 32);
    v128.store(target, v128.load(source, 48), 48);
  }
  for (; source + 16 <= end; source += 16, target += 16) v128.store(target, v128.load(source));
  for (; source < end; source += 4, target += 4) store<u32>(target, load<u32>(source));
}
