import { magnitude, stickyLimit } from '../numbers/nice-limit.ts';

/** The limit of a color scale as weights come in: nearly all of them inside it, and as steady as it can be. */
export class StickyLimit {
  #limit = 0;

  next(weights: Float32Array): number {
    this.#limit = stickyLimit(this.#limit, magnitude(weights, 0.998));
    return this.#limit;
  }
}
