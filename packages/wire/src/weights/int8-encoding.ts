import { residual, type Quantizer } from './residual.ts';
import { allDiffering, largest } from './select.ts';

const quantizer = (name: string): Quantizer => ({
  name,
  width: 1,
  scale: (size) => size / 127,
  store: (data, at, ratio) => data.setInt8(at, Math.max(-127, Math.min(127, Math.round(ratio)))),
  load: (data, at) => data.getInt8(at),
});

/** A byte for each weight and a scale for each block of 4,096; errors are coded again next time. */
export const int8 = residual(quantizer('int8'), allDiffering);

/** The one percent of weights that is furthest off, as indices and bytes. */
export const topk = residual(quantizer('topk'), largest(0.01));
