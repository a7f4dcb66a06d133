import type { Machine } from '@rxgrad/kernels';
import { LabelError } from '../errors/label-error.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import type { Batch } from '../samples/batch.ts';
import type { Block } from '../samples/block.ts';

/** How many numbers a label has. */
export function labelWidth({ labels }: LossFunction, outputs: number): number {
  return labels === 'class' ? 1 : outputs;
}

/**
 * Copies a batch's labels to `address`, f32 [rows, width].
 *
 * @throws LabelError when the loss can't read one
 */
export function writeLabels(
  machine: Machine,
  address: number,
  batch: Batch | Block,
  loss: LossFunction,
  outputs: number,
): void {
  if ('samples' in batch) {
    const { samples } = batch;
    for (let row = 0; row < samples.length; row += 1) {
      writeLabel(machine, address, samples[row]?.y ?? Number.NaN, row, loss, outputs);
    }
  } else {
    writeColumn(machine, address, batch, loss, outputs);
  }
}

/** One label of a batch. */
export function writeLabel(
  machine: Machine,
  address: number,
  y: number | ArrayLike<number>,
  row: number,
  loss: LossFunction,
  outputs: number,
): void {
  const width = labelWidth(loss, outputs);
  const at = address / 4 + row * width;
  if (typeof y === 'number') {
    if (width !== 1) throw wrongWidth(1, width, loss, row);
    requireLabel(y, row, loss, outputs);
    machine.f32[at] = y;
    return;
  }
  if (y.length !== width) throw wrongWidth(y.length, width, loss, row);
  for (let j = 0; j < width; j += 1) {
    requireLabel(y[j] as number, row, loss, outputs);
    machine.f32[at + j] = y[j] as number;
  }
}

function writeColumn(
  machine: Machine,
  address: number,
  { y, size }: Block,
  loss: LossFunction,
  outputs: number,
): void {
  const width = labelWidth(loss, outputs);
  if (y.length !== size * width) throw wrongWidth(y.length / size, width, loss, 0);
  for (let i = 0; i < y.length; i += 1) {
    requireLabel(y[i] as number, Math.floor(i / width), loss, outputs);
  }
  machine.f32.set(y, address / 4);
}

function requireLabel(y: number, row: number, loss: LossFunction, outputs: number): void {
  if (loss.labels === 'class') {
    if (y >= 0 && y < outputs && Number.isInteger(y)) return;
    throw new LabelError(
      `${loss.name} expects a class from 0 to ${outputs - 1}, the label of sample ${row} is ${y}`,
      { index: row },
    );
  }
  if (y >= loss.min && y <= loss.max) return;
  throw new LabelError(
    `${loss.name} expects a number from ${loss.min} to ${loss.max}, the label of sample ${row} is ${y}`,
    { index: row },
  );
}

function wrongWidth(length: number, width: number, { name }: LossFunction, row: number): LabelError {
  return new LabelError(
    `${name} expects ${width} number${width === 1 ? '' : 's'} as a label, sample ${row} has ${length}`,
    { index: row },
  );
}
