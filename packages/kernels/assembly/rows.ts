// A segment of the weights is either dense (touched = 0: one row of `width` numbers), or a table of which
// a batch touched the rows that are listed.

/** How many rows have a gradient. */
// @ts-ignore: decorator
@inline export function rowCount(count: usize, touched: usize): u32 {
  return touched ? load<u32>(count) : 1;
}

/** Where the k-th of them lies in the table, in bytes. */
// @ts-ignore: decorator
@inline export function rowOffset(touched: usize, k: u32, width: i32): usize {
  return touched ? <usize>load<u32>(touched + (<usize>k << 2)) * (<usize>width << 2) : 0;
}
