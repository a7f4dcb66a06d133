import { FrameError } from '../frame-error.ts';
import type { GradientFrame } from '../frames/gradient.ts';
import { encodings, isEncoding } from '../weights/encodings.ts';

/** Bytes of a value in `data`. */
const WIDTHS = { f32: 4, f16: 2, int8: 1, topk: 1 } as const;

/** Puts the parts of one GRADIENT together. Knows no socket. */
export class GradientDecoder {
  private readonly values: Float32Array;
  private readonly head: GradientFrame;
  private parts = 0;
  private count = 0;

  /**
   * @param length number of weights
   * @param first the part that came first
   */
  constructor(length: number, first: GradientFrame) {
    this.values = new Float32Array(length);
    this.head = first;
  }

  /**
   * Takes the next part; returns all values once it was the last one.
   *
   * @throws FrameError when it contradicts the parts before it, itself, or the number of weights
   */
  take(frame: GradientFrame): Float32Array | undefined {
    this.requireNext(frame);
    const { encoding, data } = frame;
    if (!isEncoding(encoding)) throw new FrameError(`unknown encoding ${encoding}`);
    const count = data.byteLength / WIDTHS[encoding];
    if (count === 0 && frame.parts > 1) throw new FrameError('a part without values');
    // A peer can't make us work more than the number of weights asks for.
    this.count += count;
    if (this.count > this.values.length) {
      throw new FrameError(`more values than there are weights, ${this.values.length}`);
    }
    encodings[encoding].apply(this.values, frame);
    this.parts += 1;
    return this.parts === frame.parts ? this.values : undefined;
  }

  private requireNext(frame: GradientFrame): void {
    const { head, parts } = this;
    const same =
      frame.parts === head.parts &&
      frame.contributor === head.contributor &&
      frame.sequence === head.sequence &&
      frame.base === head.base &&
      frame.epoch === head.epoch &&
      frame.kind === head.kind &&
      frame.n === head.n;
    if (!same) throw new FrameError('parts of one gradient that do not belong together');
    if (frame.part !== parts || frame.part >= frame.parts) {
      throw new FrameError(`part ${frame.part} of ${frame.parts}, expected part ${parts}`);
    }
  }
}
