// Elementary functions from +, −, ×, ÷ and bit moves alone: the same bits on every engine. Relative error below 3e-7.
//
// Polynomials are evaluated in pairs (Estrin), not from the inside out (Horner): half the latency, and a step of one
// sample waits for little else. Their numbers are loaded from memory: engines build each vector constant from three
// instructions, all of them at a function's start, which for one number costs more than the arithmetic.

/** 1.5 · 2²³: adding it rounds to a whole number, which then stands in the lowest bits. */
const ROUNDER: f32 = 12582912.0;

const NUMBERS = memory.data<f32>([
  // exp: the least argument, log2 e, the rounder, ln 2 in two parts, and eʳ = 1 + r + r²·P(r) after Cephes
  -86, 1.44269504, ROUNDER, 0.693359375, -2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
  // 2 artanh: twice the odd unit fractions, from the third on
  2.0 / 3.0, 2.0 / 5.0, 2.0 / 7.0, 2.0 / 9.0, 2.0 / 11.0, 2.0 / 13.0, 2.0 / 15.0,
  // tanh near 0, after Cephes
  -3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3,
  // 1, 2, −0 and where tanh is near 0
  1, 2, -0.0, 0.625,
  // 2⁻⁵⁰, and −69, below which a probability is less than 2⁻⁹⁹
  8.881784e-16, -69,
]);

// @ts-ignore: decorator
@inline function number(i: usize): v128 { return v128.load32_splat(NUMBERS + (i << 2)); }

// @ts-ignore: decorator
@inline const ONE: usize = 23;
// @ts-ignore: decorator
@inline const TWO: usize = 24;
// @ts-ignore: decorator
@inline const SIGN: usize = 25;
// @ts-ignore: decorator
@inline const NEAR: usize = 26;
// @ts-ignore: decorator
@inline const SMALL: usize = 27;
// @ts-ignore: decorator
@inline const IMPROBABLE: usize = 28;

// @ts-ignore: decorator
@inline function times(a: v128, b: v128): v128 { return f32x4.mul(a, b); }

/** number(a) · x + number(b), rounded twice as everywhere. */
// @ts-ignore: decorator
@inline function linear(a: usize, x: v128, b: usize): v128 {
  return f32x4.add(f32x4.mul(number(a), x), number(b));
}

/** eˣ for x ≤ 88: 2ⁿ · eʳ with |r| ≤ ½ ln 2; below −86 it stays at 4.5e-38, so that its half is normal, too. */
// @ts-ignore: decorator
@inline export function exp(x: v128): v128 {
  x = f32x4.pmax(x, number(0));
  const rounded = f32x4.add(times(x, number(1)), number(2));
  const n = f32x4.sub(rounded, number(2));
  let r = f32x4.sub(x, times(n, number(3)));
  r = f32x4.sub(r, times(n, number(4)));
  const r2 = times(r, r);
  const low = linear(9, r, 10), middle = linear(7, r, 8), high = linear(5, r, 6);
  const p = f32x4.add(f32x4.add(low, times(middle, r2)), times(high, times(r2, r2)));
  const series = f32x4.add(f32x4.add(r, number(ONE)), times(p, r2));
  // The bits of 1 plus n in the exponent's place are the bits of 2ⁿ.
  return times(series, i32x4.add(i32x4.shl(rounded, 23), number(ONE)));
}

/** ln(1 + e) for e in [0, 1], as 2 · artanh(e / (2 + e)): exact to the last bits also near 0. */
// @ts-ignore: decorator
@inline export function log1p(e: v128): v128 {
  return artanh2(f32x4.div(e, f32x4.add(number(TWO), e)));
}

/** 2 · artanh(s) for |s| ≤ 1/3, by its series. */
// @ts-ignore: decorator
@inline function artanh2(s: v128): v128 {
  // Squares of tiny numbers are slow, see tiny.ts, and make no difference here.
  const large = v128.and(s, f32x4.gt(v128.andnot(s, number(SIGN)), number(SMALL)));
  const z = times(large, large);
  const z2 = times(z, z);
  const low = linear(12, z, 11), middle = linear(14, z, 13);
  const high = f32x4.add(linear(16, z, 15), times(number(17), z2));
  const p = f32x4.add(f32x4.add(low, times(middle, z2)), times(high, times(z2, z2)));
  return f32x4.add(times(times(p, z), s), f32x4.add(s, s));
}

/** ln x for normal x > 0: x = 2ᵏ · m with m in [√½, √2). */
// @ts-ignore: decorator
@inline export function log(x: v128): v128 {
  const root = i32x4.splat(0x3f3504f3);
  const bits = i32x4.sub(x, root);
  const k = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), root);
  const s = f32x4.div(f32x4.sub(m, number(ONE)), f32x4.add(m, number(ONE)));
  return f32x4.add(times(k, number(3)), f32x4.add(times(k, number(4)), artanh2(s)));
}

/** −|x|. */
// @ts-ignore: decorator
@inline export function minusAbs(x: v128): v128 {
  return v128.or(x, number(SIGN));
}

/** 1 / (1 + e⁻ˣ) without overflow, given e = exp(−|x|). */
// @ts-ignore: decorator
@inline export function logisticOf(x: v128, e: v128): v128 {
  const one = number(ONE);
  // The sign bit, spread over the lane, tells whether e or 1 is the numerator.
  const numerator = v128.bitselect(e, one, i32x4.shr_s(x, 31));
  return f32x4.div(numerator, f32x4.add(one, e));
}

/** All bits set where 1 / (1 + e⁻ˣ) is less than 2⁻⁹⁹. */
// @ts-ignore: decorator
@inline export function improbable(x: v128): v128 {
  return f32x4.le(x, number(IMPROBABLE));
}

/** 1 / (1 + e⁻ˣ). */
// @ts-ignore: decorator
@inline export function logistic4(x: v128): v128 {
  return logisticOf(x, exp(minusAbs(x)));
}

/** tanh x: (1 − t)/(1 + t) with t = exp(−2|x|), a polynomial where |x| < 0.625 would cancel. */
// @ts-ignore: decorator
@inline export function tanh4(x: v128): v128 {
  const magnitude = v128.andnot(x, number(SIGN));
  const t = exp(f32x4.mul(minusAbs(x), number(TWO)));
  const far = f32x4.div(f32x4.sub(number(ONE), t), f32x4.add(number(ONE), t));
  const signed = v128.or(far, v128.and(x, number(SIGN)));
  const z = times(x, x);
  const z2 = times(z, z);
  const low = linear(19, z, 18), high = linear(21, z, 20);
  const p = f32x4.add(f32x4.add(low, times(high, z2)), times(number(22), times(z2, z2)));
  const near = f32x4.add(times(times(p, z), x), x);
  return v128.bitselect(near, signed, f32x4.lt(magnitude, number(NEAR)));
}

/** ln(1 + eˣ) without overflow. */
// @ts-ignore: decorator
@inline export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p(exp(minusAbs(x))));
}
