import { FrameError } from '../frame-error.ts';
import type { GradientFrame } from '../frames/gradient.ts';
import type { Change } from '../weights/change.ts';
import { encodings, type EncodingName } from '../weights/encodings.ts';

/** The fields of a GRADIENT that hold its values. */
export type GradientPart = Pick<
  GradientFrame,
  'part' | 'parts' | 'encoding' | 'first' | 'indices' | 'scales' | 'data'
>;

/**
 * Lays gradients out for the wire, with error feedback: what a lossy encoding leaves out of one is
 * added to the next, so that in the long run nothing is left out.
 *
 * It is the closed loop of weights with a peer that starts at 0 every time.
 *
 * @see Karimireddy, Rebjock, Stich, Jaggi 2019, "Error feedback fixes SignSGD and other gradient
 *   compression schemes"
 */
export class GradientEncoder {
  readonly encoding: EncodingName;
  private error: Float32Array;
  private before: Float32Array;

  /**
   * @param length number of weights
   * @param encoding how values travel; `f32` leaves nothing out
   */
  constructor(length: number, encoding: EncodingName) {
    this.encoding = encoding;
    this.error = new Float32Array(length);
    this.before = this.error;
  }

  /** What was left out so far and is still owed. */
  get owed(): Float32Array {
    return this.error;
  }

  /**
   * Codes a gradient and what is owed.
   *
   * @throws FrameError when a value is not finite, or there are too few or too many
   */
  encode(gradient: Float32Array): readonly GradientPart[] {
    if (gradient.length !== this.error.length) {
      throw new FrameError(`${gradient.length} derivatives for ${this.error.length} weights`);
    }
    const target = added(gradient, this.error, 1);
    if (!areFinite(target)) throw new FrameError('a gradient is not finite');
    const sent = new Float32Array(target.length);
    const changes = encodings[this.encoding].encode(sent, target);
    this.before = this.error;
    this.error = added(target, sent, -1);
    const parts: readonly Change[] = changes.length > 0 ? changes : [NOTHING];
    return parts.map((change, part) => ({
      part,
      parts: parts.length,
      encoding: change.scales === undefined ? 'f32' : this.encoding,
      ...change,
    }));
  }

  /** The last one was not applied: what was owed before it is owed again. */
  undo(): void {
    this.error = this.before;
  }
}

/** a + sign · b; a loop, since a closure a weight costs more than all else. */
function added(a: Float32Array, b: Float32Array, sign: 1 | -1): Float32Array {
  const sum = new Float32Array(a.length);
  for (let i = 0; i < a.length; i += 1) sum[i] = (a[i] as number) + sign * (b[i] as number);
  return sum;
}

function areFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}

const NOTHING: Change = { first: 0, data: new Uint8Array(0) };
