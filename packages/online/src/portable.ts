/**
 * Elementary functions with the same bits on every JavaScript engine.
 *
 * ECMAScript leaves the last bits of `Math.log`, `Math.exp`, `Math.pow` and `Math.cos` to the engine. Whatever feeds
 * weights must not depend on that, so these use only the operations IEEE 754 fixes: + − × ÷ and bit moves.
 * Relative error below 1e-15 (`log` near 1 and `cos` near its zeros: absolute error below 1e-16).
 */

const LN2_HIGH = 0.69314718036912381649; // 33 bits, so that k × LN2_HIGH is exact
const LN2_LOW = 1.90821492927058770002e-10; // ln 2 − LN2_HIGH
const bits = new DataView(new ArrayBuffer(8));

/** 2^n, exact, for whole n from -1022 to 1023. */
function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/**
 * The natural logarithm: ln(2^k·m) = k·ln 2 + 2·artanh((m − 1)/(m + 1)), m in [√½, √2).
 *
 * NaN below 0, −∞ at 0.
 *
 * @example
 * ```ts
 * import { portable } from 'rxgrad';
 * portable.log(10); // → 2.302585092994046
 * ```
 */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN;
  if (x < 2.2250738585072014e-308) return log(x * 2 ** 52) - 52 * Math.LN2;
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let k = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let series = 0;
  for (let n = 23; n >= 3; n -= 2) series = (series + 1 / n) * square;
  return k * LN2_HIGH + (2 * s * series + (k * LN2_LOW + 2 * s));
}

/**
 * The exponential: e^(k·ln 2 + r) = 2^k·e^r, |r| ≤ ½ ln 2, by its Taylor series.
 *
 * @example
 * ```ts
 * import { portable } from 'rxgrad';
 * portable.exp(1); // → 2.718281828459045
 * ```
 */
export function exp(x: number): number {
  if (!(x < 709.8)) return x > 0 ? Infinity : x;
  if (x < -745.2) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let series = 1;
  for (let n = 14; n >= 1; n -= 1) series = 1 + (r * series) / n;
  const half = k >> 1;
  return series * powerOfTwo(half) * powerOfTwo(k - half);
}

/**
 * x^y for x ≥ 0: by repeated squaring for whole y up to 2^31, e^(y·ln x) otherwise.
 *
 * @example
 * ```ts
 * import { portable } from 'rxgrad';
 * portable.pow(2, 0.5); // → 1.4142135623730951
 * ```
 */
export function pow(x: number, y: number): number {
  if (!Number.isInteger(y) || Math.abs(y) > 2 ** 31)
    return y === 0.5 ? Math.sqrt(x) : exp(y * log(x));
  let result = 1;
  let factor = x;
  for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result *= factor;
    factor *= factor;
  }
  return y < 0 ? 1 / result : result;
}

/**
 * The cosine of an angle in radians: reduced to a quarter turn, then its Taylor series.
 *
 * Meant for schedules and calendars: exact to 1e-15 for angles up to some thousand turns.
 *
 * @example
 * ```ts
 * import { portable } from 'rxgrad';
 * portable.cos(Math.PI / 3); // → 0.5
 * ```
 */
export function cos(angle: number): number {
  let x = Math.abs(angle) % (2 * Math.PI);
  if (x > Math.PI) x = 2 * Math.PI - x;
  const negative = x > Math.PI / 2;
  if (negative) x = Math.PI - x;
  const square = x * x;
  let series = 1;
  for (let n = 22; n >= 2; n -= 2) series = 1 - (square * series) / (n * (n - 1));
  return negative ? -series : series;
}

/**
 * The sine of an angle in radians, as the cosine of a quarter turn less.
 *
 * @example
 * ```ts
 * import { portable } from 'rxgrad';
 * portable.sin(Math.PI / 6); // → 0.5
 * ```
 */
export function sin(angle: number): number {
  return cos(angle - Math.PI / 2);
}
