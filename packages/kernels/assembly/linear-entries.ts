// The input of a model that is one linear neuron, for updates that look at features rather than gradients: the entries
// of a sparse row, or a dense row, of which entries that are 0 don't count.

/** How many entries there are. */
// @ts-ignore: decorator
@inline export function entryCount(starts: usize, inputs: u32): u32 {
  return starts ? load<u32>(starts, 4) : inputs;
}

/** Which weight entry `k` meets, as an offset in bytes. */
// @ts-ignore: decorator
@inline export function entryOffset(indices: usize, k: u32): usize {
  return (indices ? <usize>load<u32>(indices + (<usize>k << 2)) : <usize>k) << 2;
}
