import { OptionError } from '../option-error.ts';
import type { State, Stateful } from '../state.ts';
import { StateReader } from '../state-reader.ts';

/** 2,098 bits hold every f64; the rest is room for carries. */
const LIMBS = 68;
const BASE = 2 ** 32;
/** One addition changes a limb by less than 2^33, and f64 counts exactly up to 2^53. */
const ADDITIONS = 2 ** 19;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
const LOW = 1 - HIGH;

/**
 * A sum without rounding: what is added and subtracted again leaves no trace, in any order.
 *
 * A fixed-point number wide enough for every f64 (Kulisch's long accumulator), in limbs of 32 bits that carry late.
 * So a metric's `revert` cancels its `update` to the last bit and a rolling window never drifts.
 */
export class ExactSum implements Stateful {
  #limbs = new Float64Array(LIMBS);
  #additions = 0;

  /** Adds a finite number. */
  add(x: number): void {
    if (x !== 0) this.#add(x, x < 0 ? -1 : 1);
  }

  /** Takes away a finite number. */
  subtract(x: number): void {
    if (x !== 0) this.#add(x, x < 0 ? 1 : -1);
  }

  /** The sum, rounded to f64 once. */
  get(): number {
    this.#carry();
    const limbs = this.#limbs;
    const negative = limb(limbs, LIMBS - 1) < 0;
    if (negative) this.#negate();
    let top = LIMBS - 1;
    while (top > 2 && limb(limbs, top) === 0) top -= 1;
    const leading = (limb(limbs, top) * BASE + limb(limbs, top - 1)) * BASE + limb(limbs, top - 2);
    if (negative) this.#negate();
    const exponent = 32 * (top - 2) - 1074;
    const half = Math.trunc(exponent / 2);
    const sum = leading * 2 ** half * 2 ** (exponent - half);
    return negative ? -sum : sum;
  }

  snapshot(): State {
    this.#carry();
    let length = LIMBS;
    while (length > 0 && limb(this.#limbs, length - 1) === 0) length -= 1;
    let start = 0;
    while (start < length && limb(this.#limbs, start) === 0) start += 1;
    return { type: 'exactSum', start, limbs: this.#limbs.slice(start, length) };
  }

  restore(state: State): void {
    const reader = new StateReader(state, 'exactSum');
    const start = reader.count('start', LIMBS);
    const limbs = reader.float64('limbs');
    const whole = limbs.every((value) => Number.isInteger(value) && Math.abs(value) < BASE);
    reader.require(whole && start + limbs.length <= LIMBS, 'limbs', 'up to 68 words are expected');
    this.#limbs.fill(0);
    this.#limbs.set(limbs, start);
    this.#additions = 0;
  }

  #add(x: number, sign: number): void {
    float[0] = x;
    const high = words[HIGH] as number;
    const low = words[LOW] as number;
    const exponent = (high >>> 20) & 0x7ff;
    if (exponent === 0x7ff) throw new OptionError(`ExactSum: ${x} can't be added`);
    const top = exponent === 0 ? high & 0xfffff : (high & 0xfffff) | 0x100000;
    const position = exponent === 0 ? 0 : exponent - 1;
    const index = position >>> 5;
    const shift = position & 31;
    const limbs = this.#limbs;
    const over = shift === 0 ? 0 : low >>> (32 - shift);
    const last = shift === 0 ? 0 : top >>> (32 - shift);
    limbs[index] = limb(limbs, index) + sign * ((low << shift) >>> 0);
    limbs[index + 1] = limb(limbs, index + 1) + sign * (((top << shift) >>> 0) + over);
    limbs[index + 2] = limb(limbs, index + 2) + sign * last;
    this.#additions += 1;
    if (this.#additions === ADDITIONS) this.#carry();
  }

  /** Brings every limb but the last, which holds the sign, into [0, 2^32): one form for each value. */
  #carry(): void {
    const limbs = this.#limbs;
    let carry = 0;
    for (let i = 0; i < LIMBS - 1; i += 1) {
      const value = limb(limbs, i) + carry;
      carry = Math.floor(value / BASE);
      limbs[i] = value - carry * BASE;
    }
    limbs[LIMBS - 1] = limb(limbs, LIMBS - 1) + carry;
    this.#additions = 0;
  }

  #negate(): void {
    for (let i = 0; i < LIMBS; i += 1) this.#limbs[i] = -limb(this.#limbs, i);
    this.#carry();
  }
}

function limb(limbs: Float64Array, index: number): number {
  return limbs[index] as number; // always inside: an f64 spans at most limbs 63 to 65
}
