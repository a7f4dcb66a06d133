/** Powers of ten that 64 bits hold exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const HIGHEST = TENS.length - 1;
/** Digits beyond these are left to others. */
const MOST_DIGITS = 24;
/** What so many digits and one scaling can be off by, relatively, with room to spare. */
const [BELOW, ABOVE] = [1 - 2 ** -47, 1 + 2 ** -47];

const [PLUS, MINUS, DOT, ZERO, NINE, LOWER_E, UPPER_E] = [43, 45, 46, 48, 57, 101, 69];

/**
 * Reads JSON's numbers from bytes, for who keeps 32 bits of them: to the same f32 as JSON.parse, or
 * not at all where that is not sure (then `end` is negative).
 */
export class PlainNumber {
  value = 0;
  /** Where the number ended; negative when it was not read. */
  end = -1;

  /** Reads the number that begins at `from`. */
  read(bytes: Uint8Array, from: number): void {
    const negative = bytes[from] === MINUS;
    const start = negative ? from + 1 : from;
    let at = start;
    let digits = 0;
    let byte = bytes[at] as number;
    for (; byte >= ZERO && byte <= NINE; byte = bytes[(at += 1)] as number) {
      digits = digits * 10 + (byte - ZERO);
    }
    const whole = at - start;
    // JSON has no number without a digit before the point, nor with a zero before other digits.
    if (whole === 0 || (whole > 1 && bytes[start] === ZERO)) return this.#leave();
    let scale = 0;
    if (byte === DOT) {
      const point = (at += 1);
      byte = bytes[at] as number;
      for (; byte >= ZERO && byte <= NINE; byte = bytes[(at += 1)] as number) {
        digits = digits * 10 + (byte - ZERO);
      }
      scale = point - at;
      if (scale === 0) return this.#leave();
    }
    if (whole - scale > MOST_DIGITS) return this.#leave();
    this.end = at;
    if (byte === LOWER_E || byte === UPPER_E) scale += this.#exponent(bytes, at + 1);
    this.#take(negative ? -digits : digits, scale);
  }

  /** The exponent behind an e; sets where it ends. */
  #exponent(bytes: Uint8Array, from: number): number {
    const negative = bytes[from] === MINUS;
    const start = negative || bytes[from] === PLUS ? from + 1 : from;
    let at = start;
    let exponent = 0;
    let byte = bytes[at] as number;
    for (; byte >= ZERO && byte <= NINE && at - start < 4; byte = bytes[(at += 1)] as number) {
      exponent = exponent * 10 + (byte - ZERO);
    }
    this.end = at > start ? at : -1;
    return negative ? -exponent : exponent;
  }

  #take(digits: number, scale: number): void {
    if (scale < -HIGHEST || scale > HIGHEST) return this.#leave();
    const value = scale < 0 ? digits / (TENS[-scale] as number) : digits * (TENS[scale] as number);
    // Where all that it could be rounds to one f32, that is the one.
    if (Math.fround(value * BELOW) !== Math.fround(value * ABOVE)) return this.#leave();
    this.value = value;
  }

  #leave(): void {
    this.end = -1;
  }
}
