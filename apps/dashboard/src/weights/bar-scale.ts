import { niceCeil } from '../numbers/nice-limit.ts';

/** Ends of the bars' common axis; zero lies between them or at one of them. */
export interface BarScale {
  readonly low: number;
  readonly high: number;
}

/** The axis for these weights, given the one before: a side grows at once and shrinks when half of it stands empty. */
export function barScale(values: readonly number[], previous?: BarScale): BarScale {
  const top = Math.max(0, ...values);
  const bottom = Math.max(0, ...values.map((value) => -value));
  const floor = Math.max(top, bottom) / 25; // a side with less than that isn't worth its room
  const side = (size: number, before: number): number => {
    if (size <= floor) return 0;
    const wanted = niceCeil(size);
    return wanted > before || wanted < before / 2 ? wanted : before;
  };
  const high = side(top, previous?.high ?? 0);
  const low = side(bottom, -(previous?.low ?? 0));
  return high === 0 && low === 0 ? { low: 0, high: 1 } : { low: low === 0 ? 0 : -low, high };
}

/** What the axis is labeled with: its ends and zero, but no end so near to zero that the two would touch. */
export function barTicks(scale: BarScale): number[] {
  const ends = [scale.low, scale.high].filter(
    (end) => end === 0 || Math.abs(share(end, scale) - share(0, scale)) > 0.1,
  );
  return [...new Set([...ends, 0])].toSorted((a, b) => a - b);
}

/** Where `value` lies on the axis: 0 at its low end, 1 at its high end. */
export function share(value: number, { low, high }: BarScale): number {
  return Math.max(0, Math.min(1, (value - low) / (high - low)));
}
