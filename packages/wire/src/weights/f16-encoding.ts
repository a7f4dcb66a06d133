import { fromHalf, toHalf } from './half.ts';
import { residual } from './residual.ts';
import { allDiffering } from './select.ts';

/** IEEE 754 half floats of the residual over its block's scale. */
export const f16 = residual(
  {
    name: 'f16',
    width: 2,
    scale: (size) => size,
    store: (data, at, ratio) => data.setUint16(at, toHalf(ratio), true),
    load: (data, at) => fromHalf(data.getUint16(at, true)),
  },
  allDiffering,
);
