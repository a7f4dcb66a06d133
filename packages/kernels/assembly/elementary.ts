// Elementary functions from +, −, ×, ÷ and bit moves alone: the same bits on every engine. Relative error below 3e-7.

// @ts-ignore: decorator
@inline function times(a: v128, b: v128): v128 { return f32x4.mul(a, b); }

/** a · x + b, rounded twice as everywhere. */
// @ts-ignore: decorator
@inline function horner(a: v128, x: v128, b: f32): v128 {
  return f32x4.add(f32x4.mul(a, x), f32x4.splat(b));
}

/** eˣ = 2ⁿ · eʳ with |r| ≤ ½ ln 2, eʳ by Cephes' polynomial; clamped to the normal numbers. */
// @ts-ignore: decorator
@inline export function exp(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-87.33654)), f32x4.splat(88.37));
  const n = f32x4.nearest(times(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, times(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, times(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = horner(p, r, 1.3981999507e-3);
  p = horner(p, r, 8.3334519073e-3);
  p = horner(p, r, 4.1665795894e-2);
  p = horner(p, r, 1.6666665459e-1);
  p = horner(p, r, 5.0000001201e-1);
  p = f32x4.add(f32x4.add(times(times(p, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return times(p, power);
}

/** ln(1 + e) for e in [0, 1], as 2 · artanh(e / (2 + e)): exact to the last bits also near 0. */
// @ts-ignore: decorator
@inline export function log1p(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(f32x4.splat(2), e));
  return artanh2(s);
}

/** 2 · artanh(s) for |s| ≤ 1/3, by its series. */
// @ts-ignore: decorator
@inline function artanh2(s: v128): v128 {
  const z = times(s, s);
  let p = f32x4.splat(2.0 / 15.0);
  p = horner(p, z, 2.0 / 13.0);
  p = horner(p, z, 2.0 / 11.0);
  p = horner(p, z, 2.0 / 9.0);
  p = horner(p, z, 2.0 / 7.0);
  p = horner(p, z, 2.0 / 5.0);
  p = horner(p, z, 2.0 / 3.0);
  return f32x4.add(times(times(p, z), s), f32x4.add(s, s));
}

/** ln x for normal x > 0: x = 2ᵏ · m with m in [√½, √2). */
// @ts-ignore: decorator
@inline export function log(x: v128): v128 {
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const k = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const s = f32x4.div(f32x4.sub(m, f32x4.splat(1)), f32x4.add(m, f32x4.splat(1)));
  return f32x4.add(
    times(k, f32x4.splat(0.693359375)),
    f32x4.add(times(k, f32x4.splat(-2.12194440e-4)), artanh2(s)),
  );
}

/** 1 / (1 + e⁻ˣ) without overflow, given e = exp(−|x|). */
// @ts-ignore: decorator
@inline export function logisticOf(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  const numerator = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, e));
}

/** 1 / (1 + e⁻ˣ). */
// @ts-ignore: decorator
@inline export function logistic4(x: v128): v128 {
  return logisticOf(x, exp(f32x4.neg(f32x4.abs(x))));
}

/** tanh x: (1 − t)/(1 + t) with t = exp(−2|x|), Cephes' polynomial where |x| < 0.625 would cancel. */
// @ts-ignore: decorator
@inline export function tanh4(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const one = f32x4.splat(1);
  const t = exp(times(magnitude, f32x4.splat(-2)));
  const far = f32x4.div(f32x4.sub(one, t), f32x4.add(one, t));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  const z = times(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = horner(p, z, 2.06390887954e-2);
  p = horner(p, z, -5.37397155531e-2);
  p = horner(p, z, 1.33314422036e-1);
  p = horner(p, z, -3.33332819422e-1);
  const near = f32x4.add(times(times(p, z), x), x);
  return v128.bitselect(near, signed, f32x4.lt(magnitude, f32x4.splat(0.625)));
}

/** ln(1 + eˣ) without overflow. */
// @ts-ignore: decorator
@inline export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}
