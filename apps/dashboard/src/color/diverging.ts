import { type Oklab, bytesFromOklab, mix, oklabFromHex } from './oklab.ts';

/** The five anchors of a diverging scale, from −limit over 0 to +limit, as `#rrggbb`. */
export interface Anchors {
  readonly negativeEnd: string;
  readonly negative: string;
  readonly zero: string;
  readonly positive: string;
  readonly positiveEnd: string;
}

/**
 * Blue below zero, vermilion above: the pair that all common kinds of color vision keep apart. Zero is the paper, so
 * that a weight which says nothing shows nothing; lightness is monotonic in |weight|, so the scale survives a gray print.
 */
export const SCALES: Readonly<Record<'light' | 'dark', Anchors>> = {
  light: {
    negativeEnd: '#0c3f7d',
    negative: '#3f87cf',
    zero: '#f6f6f4',
    positive: '#e0743a',
    positiveEnd: '#8c2a04',
  },
  dark: {
    negativeEnd: '#b5dbff',
    negative: '#3a8ae0',
    zero: '#171a1e',
    positive: '#dd6a2b',
    positiveEnd: '#ffd3b0',
  },
};

const STEPS = 255; // to each side of zero

/** Colors around zero, looked up by a weight's share of the limit. */
export class DivergingScale {
  /** 32-bit pixels (little-endian RGBA) from −limit to +limit. */
  readonly #pixels: Uint32Array;

  constructor(anchors: Anchors) {
    const zero = oklabFromHex(anchors.zero);
    const below = [
      zero,
      oklabFromHex(anchors.negative),
      oklabFromHex(anchors.negativeEnd),
    ] as const;
    const above = [
      zero,
      oklabFromHex(anchors.positive),
      oklabFromHex(anchors.positiveEnd),
    ] as const;
    this.#pixels = Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
      const share = (i - STEPS) / STEPS;
      return pixelOf(share < 0 ? along(below, -share) : along(above, share));
    });
  }

  /** The pixel of `value` where ±limit are the ends; beyond them the end's color, NaN as zero. */
  pixel(value: number, limit: number): number {
    const at = Math.round((value / limit) * STEPS) || 0;
    const step = at > STEPS ? STEPS : at < -STEPS ? -STEPS : at;
    return this.#pixels[STEPS + step] ?? 0;
  }

  /** The same as a CSS color. */
  css(value: number, limit: number): string {
    const pixel = this.pixel(value, limit);
    return `rgb(${pixel & 255} ${(pixel >>> 8) & 255} ${(pixel >>> 16) & 255})`;
  }
}

function along([zero, middle, end]: readonly [Oklab, Oklab, Oklab], share: number): Oklab {
  return share < 0.5 ? mix(zero, middle, share * 2) : mix(middle, end, share * 2 - 1);
}

function pixelOf(color: Oklab): number {
  const [r, g, b] = bytesFromOklab(color);
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
}
