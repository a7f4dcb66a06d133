import { describe, expect, it } from 'vitest';
import { barScale, barTicks, share } from './bar-scale.ts';

describe('barScale', () => {
  it('gives no room to a side that is not used', () => {
    expect(barScale([0.6, 0.3, 0.1])).toEqual({ low: 0, high: 0.7 });
    expect(barScale([-0.6])).toEqual({ low: -0.7, high: 0 });
    expect(barScale([0.6, -0.001])).toEqual({ low: 0, high: 0.7 });
    expect(barScale([])).toEqual({ low: 0, high: 1 });
  });

  it('grows at once, shrinks late', () => {
    const wide = barScale([0.9, -0.6]);
    expect(wide).toEqual({ low: -0.7, high: 1 });
    expect(barScale([0.6, -0.4], wide)).toEqual(wide);
    expect(barScale([0.3, -0.4], wide)).toEqual({ low: -0.7, high: 0.3 });
  });
});

it('labels its ends and zero, where there is room', () => {
  expect(barTicks({ low: -0.5, high: 1 })).toEqual([-0.5, 0, 1]);
  expect(barTicks({ low: 0, high: 1 })).toEqual([0, 1]);
  expect(barTicks({ low: -0.03, high: 1 })).toEqual([0, 1]);
});

it('share places a value between the ends', () => {
  const scale = { low: -1, high: 3 };
  expect([-1, 0, 3, 9].map((value) => share(value, scale))).toEqual([0, 0.25, 1, 1]);
});
