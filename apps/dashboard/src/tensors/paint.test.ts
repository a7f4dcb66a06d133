import { describe, expect, it } from 'vitest';
import { DivergingScale, SCALES } from '../color/diverging.ts';
import type { Atlas, WeightMap } from './layout.ts';
import { paintAtlas, paintMap, paintUnit } from './paint.ts';

const scale = new DivergingScale(SCALES.light);
const palette = { scale, limit: 1, blank: 7, glow: 0xff00ffff };
const pixel = (value: number) => scale.pixel(value, 1);

describe('paintMap', () => {
  const at = { kind: 'map', title: '', axes: undefined } as const;

  it('transposes by strides, and leaves the rest of a fold blank', () => {
    const matrix: WeightMap = {
      ...at,
      offset: 1,
      length: 4,
      rows: 2,
      columns: 2,
      rowStride: 1,
      columnStride: 2,
    };
    const pixels = new Uint32Array(4);
    paintMap(matrix, Float32Array.of(9, 0.1, 0.2, 0.3, 0.4), undefined, palette, pixels);
    expect([...pixels]).toEqual([0.1, 0.3, 0.2, 0.4].map(pixel));

    const fold: WeightMap = { ...matrix, offset: 0, length: 3, rowStride: 2, columnStride: 1 };
    paintMap(fold, Float32Array.of(1, -1, 0), undefined, palette, pixels);
    expect([...pixels]).toEqual([pixel(1), pixel(-1), pixel(0), 7]);
  });

  it('lets a moving weight glow', () => {
    const one: WeightMap = {
      ...at,
      offset: 0,
      length: 2,
      rows: 1,
      columns: 2,
      rowStride: 2,
      columnStride: 1,
    };
    const pixels = new Uint32Array(2);
    paintMap(one, Float32Array.of(0, 0), Float32Array.of(0, 1), palette, pixels);
    expect(pixels[0]).toBe(pixel(0));
    expect(pixels[1]).not.toBe(pixel(0));
    expect((pixels[1] ?? 0) >>> 24).toBe(255);
  });
});

describe('an atlas', () => {
  const atlas: Atlas = {
    kind: 'atlas',
    title: '',
    offset: 0,
    length: 12,
    side: 2,
    units: 3,
    outgoing: undefined,
  };
  const weights = Float32Array.from({ length: 12 }, (_, i) => i / 12);
  const unit = (u: number) => [0, 1, 2, 3].map((cell) => pixel(Math.fround((cell * 3 + u) / 12)));

  it('shows one unit as its picture', () => {
    const pixels = new Uint32Array(4);
    paintUnit(atlas, 1, weights, undefined, palette, pixels);
    expect([...pixels]).toEqual(unit(1));
  });

  it('shows all of them side by side', () => {
    const pixels = new Uint32Array(5 * 5);
    paintAtlas(atlas, 2, weights, undefined, palette, pixels);
    const tile = (x: number, y: number) => [0, 1, 5, 6].map((d) => pixels[y * 5 + x + d]);
    expect(tile(0, 0)).toEqual(unit(0));
    expect(tile(3, 0)).toEqual(unit(1));
    expect(tile(0, 3)).toEqual(unit(2));
    expect(tile(3, 3)).toEqual([7, 7, 7, 7]);
    expect(pixels[2]).toBe(7);
  });
});
