import type { DivergingScale } from '../color/diverging.ts';
import type { Atlas, WeightMap } from './layout.ts';

/** What a pixel is made of. */
export interface Palette {
  readonly scale: DivergingScale;
  readonly limit: number;
  /** Little-endian RGBA of cells that stand for no weight. */
  readonly blank: number;
  /** The color a moving weight glows in. */
  readonly glow: number;
}

/** Paints a map, a pixel a cell, row by row. */
export function paintMap(
  map: WeightMap,
  weights: Float32Array,
  heat: Float32Array | undefined,
  palette: Palette,
  pixels: Uint32Array,
): void {
  let at = 0;
  for (let row = 0; row < map.rows; row++) {
    for (let column = 0; column < map.columns; column++) {
      const local = row * map.rowStride + column * map.columnStride;
      const index = map.offset + local;
      pixels[at++] = local < map.length ? shade(index, weights, heat, palette) : palette.blank;
    }
  }
}

/** Paints unit `unit` of an atlas as a picture of side × side. */
export function paintUnit(
  atlas: Atlas,
  unit: number,
  weights: Float32Array,
  heat: Float32Array | undefined,
  palette: Palette,
  pixels: Uint32Array,
): void {
  for (let cell = 0; cell < atlas.side ** 2; cell++) {
    const index = atlas.offset + cell * atlas.units + unit;
    pixels[cell] = shade(index, weights, heat, palette);
  }
}

/** Paints every unit as a tile of a contact sheet, `columns` tiles wide, with a blank pixel between tiles. */
export function paintAtlas(
  atlas: Atlas,
  columns: number,
  weights: Float32Array,
  heat: Float32Array | undefined,
  palette: Palette,
  pixels: Uint32Array,
): void {
  const pitch = atlas.side + 1;
  const width = columns * pitch - 1;
  const corners = Int32Array.from({ length: atlas.units }, (_, unit) => {
    const row = Math.floor(unit / columns);
    return row * pitch * width + (unit % columns) * pitch;
  });
  pixels.fill(palette.blank);
  let index = atlas.offset; // weights are read in their order: there are many of them
  for (let cell = 0; cell < atlas.side ** 2; cell++) {
    const inside = Math.floor(cell / atlas.side) * width + (cell % atlas.side);
    for (let unit = 0; unit < atlas.units; unit++) {
      pixels[(corners[unit] ?? 0) + inside] = shade(index++, weights, heat, palette);
    }
  }
}

function shade(
  index: number,
  weights: Float32Array,
  heat: Float32Array | undefined,
  palette: Palette,
): number {
  const base = palette.scale.pixel(weights[index] ?? 0, palette.limit);
  const warmth = heat === undefined ? 0 : (heat[index] ?? 0);
  return warmth < 0.04 ? base : blend(base, palette.glow, warmth * 0.6);
}

function blend(from: number, to: number, share: number): number {
  const red = mixed(from & 255, to & 255, share);
  const green = mixed((from >>> 8) & 255, (to >>> 8) & 255, share);
  const blue = mixed((from >>> 16) & 255, (to >>> 16) & 255, share);
  return (red | (green << 8) | (blue << 16) | 0xff000000) >>> 0;
}

function mixed(from: number, to: number, share: number): number {
  return Math.round(from + (to - from) * share);
}
