// Numbers below 2⁻¹²⁶ cost a processor a hundred times as long as others, and whatever decays, or is a square of something
// small, comes to be made of them. Here they become 0 while they are still normal: far below what moves a weight.

/** v, and 0 in place of what is not above 2⁻¹⁰⁰; NaN stays. */
// @ts-ignore: decorator
@inline export function withoutTiny(v: v128): v128 {
  return v128.andnot(v, f32x4.le(f32x4.abs(v), f32x4.splat(7.888609e-31)));
}

/** v², and 0 where v is not above 2⁻⁵⁰; NaN stays. */
// @ts-ignore: decorator
@inline export function squareOf(v: v128): v128 {
  const large = v128.andnot(v, f32x4.le(f32x4.abs(v), f32x4.splat(8.881784e-16)));
  return f32x4.mul(large, large);
}
