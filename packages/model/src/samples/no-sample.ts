import { LabelError } from '../errors/label-error.ts';
import { ShapeError } from '../errors/shape-error.ts';
import type { Batch } from './batch.ts';

type Fields = Readonly<Partial<Record<'x' | 'y' | 'indices' | 'values' | 'length', unknown>>>;

/** Why reading features failed: the first of a batch's samples that has none. Types may promise more than a stream keeps. */
export function withoutFeatures(batch: Batch): ShapeError | undefined {
  const index = firstOf(batch, ({ x }) => !areFeatures(x));
  if (index < 0) return undefined;
  return new ShapeError(
    `sample ${index} has no features: x must be numbers, or their indices and values`,
    { index },
  );
}

/** Why reading labels failed: the first of a batch's samples that has none. */
export function withoutLabel(batch: Batch): LabelError | undefined {
  const index = firstOf(batch, ({ y }) => !isLabel(y));
  if (index < 0) return undefined;
  return new LabelError(`sample ${index} has no label: y must be a number or numbers`, { index });
}

function firstOf(batch: Batch, wrong: (sample: Fields) => boolean): number {
  const samples = Array.from({ length: batch.size }, (_, i) => batch.at(i));
  return samples.findIndex((sample) => wrong(fieldsOf(sample)));
}

function areFeatures(x: unknown): boolean {
  const { indices, values } = fieldsOf(x);
  return hasLength(x) || (hasLength(indices) && hasLength(values));
}

function isLabel(y: unknown): boolean {
  return typeof y === 'number' || hasLength(y);
}

function hasLength(list: unknown): boolean {
  return typeof fieldsOf(list).length === 'number';
}

function fieldsOf(value: unknown): Fields {
  return value ?? {};
}
