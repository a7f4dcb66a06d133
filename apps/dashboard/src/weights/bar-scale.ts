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

/** Where `value` lies on the axis: 0 at its low end, 1 at its high end. */
export function share(value: number, { low, high }: BarScale): number {
  return Math.max(0, Math.min(1, (value - low) / (high - low)));
}
