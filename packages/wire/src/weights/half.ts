const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Bits of the IEEE 754 half float nearest to a number (ties to even), for finite magnitudes up to 65504.
 */
export function toHalf(value: number): number {
  float[0] = value;
  const sign = ((bits[0] as number) >>> 16) & 0x8000;
  const size = Math.abs(float[0]);
  // Below 2^-14 halves are multiples of 2^-24, above they have 11 significant bits.
  if (size < 2 ** -14) return sign | roundEven(size * 2 ** 24);
  const exponent = (((bits[0] as number) >>> 23) & 0xff) - 127;
  const mantissa = roundEven(size * 2 ** (10 - exponent));
  return sign | (((exponent + 14) << 10) + mantissa);
}

/** The number a half float's bits stand for, exactly. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
