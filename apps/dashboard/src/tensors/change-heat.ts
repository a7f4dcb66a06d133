/** A stretch of the weights that is shown on one scale. */
export interface Span {
  readonly offset: number;
  readonly length: number;
  /** The end of its scale. */
  readonly limit: number;
}

/**
 * How recently, and how much, every weight moved: 0 at rest, 1 right after a move of a tenth of its scale or more, cooling
 * by half in `halfLife` milliseconds.
 */
export class ChangeHeat {
  readonly #halfLife: number;
  #previous: Float32Array = new Float32Array(0);
  #heat: Float32Array = new Float32Array(0);
  #time = 0;
  #warmest = 0;

  constructor(halfLife = 350) {
    this.#halfLife = halfLife;
  }

  /** The largest heat of the last update: below a few hundredths nothing is seen to glow. */
  get warmest(): number {
    return this.#warmest;
  }

  /** Compares with the weights of the call before; the first call, and another length, count as rest. */
  update(weights: Float32Array, spans: readonly Span[], time: number): Float32Array {
    if (weights.length !== this.#previous.length) {
      this.#previous = weights.slice();
      this.#heat = new Float32Array(weights.length);
    }
    const cooling = 0.5 ** (Math.max(0, time - this.#time) / this.#halfLife);
    this.#warmest = Math.max(0, ...spans.map((span) => this.#warm(weights, span, cooling)));
    this.#previous.set(weights);
    this.#time = time;
    return this.#heat;
  }

  #warm(weights: Float32Array, { offset, length, limit }: Span, cooling: number): number {
    const [previous, heat] = [this.#previous, this.#heat];
    const full = limit / 10;
    let warmest = 0;
    for (let i = offset; i < offset + length; i++) {
      const moved = Math.abs((weights[i] ?? 0) - (previous[i] ?? 0)) / full;
      const warmth = Math.max((heat[i] ?? 0) * cooling, Math.min(1, moved || 0));
      heat[i] = warmth;
      if (warmth > warmest) warmest = warmth;
    }
    return warmest;
  }
}
