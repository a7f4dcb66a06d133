import { exp } from './elementary';
import { loadUpTo4, storeUpTo4 } from './memory';

/**
 * ln(erfc(z)/t) + z² for t = 1/(1 + z/2): a Chebyshev fit of degree 9 over t in (0, 1]. The relative error of the erfc that
 * follows is below 2e-7 near 0, and grows with z² · 6e-8 as the exponent's own rounding does.
 */
const ERFC = memory.data<f32>([
  -1.26551223, 1.00002368, 0.37409196, 0.0967841895, -0.186288062,
  0.278868084, -1.135204, 1.48851589, -0.822152234, 0.170872778,
]);

/** y = x Φ(x), with the normal distribution's Φ. */
export function geluForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, y += 16) {
    const v = loadUpTo4(x, left);
    storeUpTo4(y, f32x4.mul(v, normalBelow(v)), left);
  }
}

/** dx = dy · (Φ(x) + x φ(x)). */
export function geluInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, dy += 16, dx += 16) {
    const v = loadUpTo4(x, left);
    const half = f32x4.mul(f32x4.mul(v, v), f32x4.splat(-0.5));
    const density = f32x4.mul(f32x4.splat(0.3989422804014327), exp(half));
    const slope = f32x4.add(normalBelow(v), f32x4.mul(v, density));
    storeUpTo4(dx, f32x4.mul(loadUpTo4(dy, left), slope), left);
  }
}

/** Φ(x) = ½ erfc(−x/√2): the small side from its own formula, the large one as 1 minus that. */
// @ts-ignore: decorator
@inline function normalBelow(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const small = f32x4.mul(f32x4.splat(0.5), erfc(z));
  return v128.bitselect(small, f32x4.sub(f32x4.splat(1), small), f32x4.lt(x, f32x4.splat(0)));
}

/** For z ≥ 0: t · exp(P(t) − z²). */
// @ts-ignore: decorator
@inline function erfc(z: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.splat(0.5), z)));
  let p = v128.load32_splat(ERFC + 36);
  for (let i: usize = 36; i > 0; i -= 4) {
    p = f32x4.add(f32x4.mul(p, t), v128.load32_splat(ERFC + i - 4));
  }
  return f32x4.mul(t, exp(f32x4.sub(p, f32x4.mul(z, z))));
}
