/** Byte address of the number of rows in the batch; the header ends at 64. */
// @ts-ignore: decorator
@inline export const ROWS: usize = 16;

/**
 * Loads the first `left` lanes, the others are 0: a vector that is shorter than four, at the end of a loop.
 *
 * Also faster than a whole load where a single number was stored just before: a load must fit the store to be served from it.
 */
// @ts-ignore: decorator
@inline export function loadUpTo4(address: usize, left: i32): v128 {
  return left >= 4 ? v128.load(address) : loadLanes(address, left);
}

/** Loads 1, 2 or 3 lanes. */
// @ts-ignore: decorator
@inline function loadLanes(address: usize, lanes: i32): v128 {
  if (lanes == 1) return v128.load32_zero(address);
  const two = v128.load64_zero(address);
  return lanes == 2 ? two : v128.load32_lane(address, two, 2, 8);
}

/** Stores the first `left` lanes only. */
// @ts-ignore: decorator
@inline export function storeUpTo4(address: usize, value: v128, left: i32): void {
  if (left >= 4) {
    v128.store(address, value);
  } else {
    storeLanes(address, value, left);
  }
}

/** Stores the first 1, 2 or 3 lanes. */
// @ts-ignore: decorator
@inline export function storeLanes(address: usize, value: v128, lanes: i32): void {
  if (lanes == 1) {
    v128.store32_lane(address, value, 0);
  } else {
    v128.store64_lane(address, value, 0);
    if (lanes == 3) v128.store32_lane(address, value, 2, 8);
  }
}

/** The sum of four lanes, pairwise. */
// @ts-ignore: decorator
@inline export function sumLanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** All bits set in the first `lanes` of four lanes. */
// @ts-ignore: decorator
@inline export function laneMask(lanes: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(lanes));
}
