const float = new Float32Array(1);
const word = new Uint32Array(float.buffer) as Uint32Array & { 0: number };

/** 2^(exponent − 25). */
const powers = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent - 25));

/**
 * Bits of the IEEE 754 half float nearest to a number (ties to even), for finite magnitudes up to 65504.
 */
export function toHalf(value: number): number {
  float[0] = value;
  const sign = (word[0] >>> 16) & 0x8000;
  const size = word[0] & 0x7fff_ffff;
  // Below 2^-14 halves are multiples of 2^-24, and so are floats of 0.5 … 1: adding 0.5 rounds.
  if (size < 0x3880_0000) {
    float[0] = Math.abs(value) + 0.5;
    return sign | (word[0] - 0x3f00_0000);
  }
  const even = (size >>> 13) & 1;
  return sign | ((size + 0xfff + even - (112 << 23)) >>> 13);
}

/** The number a half float's bits stand for, exactly. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1024 + mantissa) * (powers[exponent] as number);
}
