/** A number that the loss depends on. */
export interface Point {
  /** Where it stands, an f32. */
  readonly base: number;
  /** The loss with the number at `value`, an f32. */
  lossAt(value: number): number;
}

/** How the derivative that was found compares with finite differences. */
export interface Comparison {
  readonly outcome: 'agrees' | 'off' | 'skipped';
  readonly expected: number;
}

/** What is allowed. */
export interface Limits {
  /** The largest step. */
  readonly epsilon: number;
  /** Relative to the derivative, or to `scale`. */
  readonly tolerance: number;
  /** Below which a derivative is small beside its neighbors. */
  readonly scale: number;
}

/** Each a quarter of the one before: large steps see less rounding, small ones fewer kinks. */
const STEPS = [1, 1 / 4, 1 / 16, 1 / 64];
/** How far rounding to 32 bits may take a loss, relative to it. */
const ROUNDING = 2 ** -21;

/**
 * Compares with (4·D(h/2) − D(h))/3, D(h) the central difference: in double precision, but of a loss whose layers
 * compute in 32 bits. Steps become smaller until one agrees.
 */
export function compareDerivative(point: Point, found: number, limits: Limits): Comparison {
  let best = { expected: Number.NaN, spread: Infinity, allowed: 0 };
  for (const share of STEPS) {
    const h = limits.epsilon * share * Math.max(1, Math.abs(point.base));
    const wide = slope(point, h);
    const narrow = slope(point, h / 2);
    const expected = (4 * narrow.value - wide.value) / 3;
    if (!Number.isFinite(expected)) continue;
    const size = Math.max(Math.abs(expected), Math.abs(found), limits.scale);
    const allowed = limits.tolerance * size + narrow.noise;
    if (Math.abs(expected - found) <= allowed) return { outcome: 'agrees', expected };
    const spread = Math.abs(wide.value - narrow.value);
    if (spread <= best.spread) best = { expected, spread, allowed };
    if (spread <= allowed && share < 1) break;
  }
  const { expected, spread, allowed } = best;
  const settled = spread <= allowed && !atKink(point, found, limits, allowed);
  return { outcome: settled ? 'off' : 'skipped', expected };
}

function slope({ base, lossAt }: Point, h: number): { value: number; noise: number } {
  const [high, low] = [Math.fround(base + h), Math.fround(base - h)];
  const [above, below] = [lossAt(high), lossAt(low)];
  const width = high - low;
  const rounding = ROUNDING * Math.max(Math.abs(above), Math.abs(below));
  return { value: (above - below) / width, noise: (2 * rounding) / width };
}

/** Whether the slopes to either side differ, and what was found lies between them. */
function atKink({ base, lossAt }: Point, found: number, limits: Limits, allowed: number): boolean {
  const h = (limits.epsilon / 256) * Math.max(1, Math.abs(base));
  const [high, low] = [Math.fround(base + h), Math.fround(base - h)];
  const here = lossAt(base);
  const right = (lossAt(high) - here) / (high - base);
  const left = (here - lossAt(low)) / (base - low);
  const [least, most] = [Math.min(left, right), Math.max(left, right)];
  return most - least > 2 * allowed && found >= least - allowed && found <= most + allowed;
}
