import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DivergingScale, SCALES } from './diverging.ts';
import { bytesFromOklab, oklabFromHex } from './oklab.ts';

const lightnessOf = (css: string): number => {
  const hex = [...css.matchAll(/\d+/g)].map(([n]) => Number(n).toString(16).padStart(2, '0'));
  return oklabFromHex(`#${hex.join('')}`)[0];
};

describe('oklab', () => {
  it('has white at lightness 1, and red where its author puts it', () => {
    expect(oklabFromHex('#ffffff')[0]).toBeCloseTo(1, 4);
    const red = oklabFromHex('#ff0000');
    [0.62796, 0.22486, 0.12585].forEach((v, i) => expect(red[i]).toBeCloseTo(v, 3));
  });

  it('comes back to the same bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (rgb) => {
        const hex = `#${rgb.toString(16).padStart(6, '0')}`;
        expect(bytesFromOklab(oklabFromHex(hex))).toEqual([rgb >> 16, (rgb >> 8) & 255, rgb & 255]);
      }),
    );
  });
});

describe.each(['light', 'dark'] as const)('the %s scale', (theme) => {
  const scale = new DivergingScale(SCALES[theme]);

  it('has zero, unknown and nothing in the middle', () => {
    const zero = scale.pixel(0, 1);
    expect(scale.pixel(Number.NaN, 1)).toBe(zero);
    expect(scale.pixel(0, 0)).toBe(zero);
  });

  it('is clipped at its limits', () => {
    expect(scale.css(5, 1)).toBe(scale.css(1, 1));
    expect(scale.css(-5, 1)).toBe(scale.css(-1, 1));
    expect(scale.css(1, 1)).not.toBe(scale.css(-1, 1));
  });

  it.each([1, -1])('gets steadily further from the paper on side %d', (side) => {
    const paper = lightnessOf(scale.css(0, 1));
    const distances = [0.1, 0.3, 0.5, 0.7, 0.9, 1].map((share) =>
      Math.abs(lightnessOf(scale.css(side * share, 1)) - paper),
    );
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  });
});
