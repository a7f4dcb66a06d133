import { Block, type Sample } from '@rxgrad/model';
import type { Lot } from './lot.ts';

/** What samples must have in common to lie side by side. */
export interface LotShape {
  readonly sparse: boolean;
  /** Numbers in x; of sparse samples 0, since they may differ. */
  readonly inputs: number;
  readonly targets: number;
}

/** Whether something is a sample as far as it can have a shape: what comes from outside may be anything. */
export function isRow({ x, y }: { readonly x: unknown; readonly y: unknown }): boolean {
  return isList(x) && (typeof y === 'number' || isList(y));
}

export function shapeOfLot({ content }: Lot): LotShape {
  return content instanceof Block ? shapeOfBlock(content) : shapeOfRow(content);
}

export function areAlike(a: LotShape, b: LotShape): boolean {
  return a.sparse === b.sparse && a.inputs === b.inputs && a.targets === b.targets;
}

function shapeOfBlock({ x, y, size }: Block): LotShape {
  const targets = y.length / size;
  return x instanceof Float32Array
    ? { sparse: false, inputs: x.length / size, targets }
    : { sparse: true, inputs: 0, targets };
}

function shapeOfRow({ x, y }: Pick<Sample, 'x' | 'y'>): LotShape {
  const targets = typeof y === 'number' ? 1 : y.length;
  return 'indices' in x
    ? { sparse: true, inputs: 0, targets }
    : { sparse: false, inputs: x.length, targets };
}

function isList(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
