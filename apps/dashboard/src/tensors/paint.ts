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
  pixels.fill(palette.blank);
  for (let unit = 0; unit < atlas.units; unit++) {
    const left = (unit % columns) * pitch;
    const top = Math.floor(unit / columns) * pitch;
    for (let cell = 0; cell < atlas.side ** 2; cell++) {
      const x = left + (cell % atlas.side);
      const y = top + Math.floor(cell / atlas.side);
      const index = atlas.offset + cell * atlas.units + unit;
      pixels[y * width + x] = shade(index, weights, heat, palette);
    }
  }
}

function shade(
  index: number,
  weights: Float32Array,
  heat: Float32Array | undefined,
  { scale, limit, glow }: Palette,
): number {
  const base = scale.pixel(weights[index] ?? 0, limit);
  const warmth = heat?.[index] ?? 0;
  return warmth < 0.04 ? base : blend(base, glow, warmth * 0.6);
}

/** Linear in bytes: two colors at once, as packed pairs. */
function blend(from: number, to: number, share: number): number {
  const keep = 1 - share;
  const channel = (shift: number) =>
    Math.round(((from >>> shift) & 255) * keep + ((to >>> shift) & 255) * share) << shift;
  return (channel(0) | channel(8) | channel(16) | 0xff000000) >>> 0;
}
