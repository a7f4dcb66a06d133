import type { Inbox } from '@rxgrad/stream';
import type { Samples } from '@rxgrad/wire';

/** A sample as an inbox takes it. */
export type FedSample = Parameters<Inbox['offer']>[0];

/** Gives the sample at a place of the frame. */
export type Unpack = (index: number) => FedSample;

/** Why a frame's columns cannot be cut into samples. */
export interface Misshapen {
  readonly reason: string;
}

/**
 * Cuts a frame's columns into samples, as views; what the values mean is for the model to judge.
 * Says what is wrong with columns that do not fit each other.
 */
export function unpackSamples(frame: Samples): Unpack | Misshapen {
  const { n, y } = frame;
  if (y === undefined) return { reason: 'the samples have no label' };
  if (y.length === 0 || y.length % n !== 0) {
    return { reason: `${y.length} labels cannot be shared by ${n} samples` };
  }
  const label = labels(y, y.length / n);
  const features = frame.indices === undefined ? dense(frame) : sparse(frame, frame.indices);
  if (typeof features !== 'function') return features;
  return (index) => ({ x: features(index), y: label(index) });
}

function labels(y: Float32Array, width: number): (index: number) => FedSample['y'] {
  if (width === 1) return (index) => y[index] as number;
  return (index) => y.subarray(index * width, (index + 1) * width);
}

type TakeFeatures = (index: number) => FedSample['x'];

function dense({ n, x }: Samples): TakeFeatures | Misshapen {
  if (x.length % n !== 0) {
    return { reason: `${x.length} numbers cannot be shared by ${n} samples` };
  }
  const width = x.length / n;
  return (index) => x.subarray(index * width, (index + 1) * width);
}

function sparse({ n, x, rows }: Samples, indices: Uint32Array): TakeFeatures | Misshapen {
  if (indices.length !== x.length) {
    return { reason: `${indices.length} indices for ${x.length} values` };
  }
  if (rows?.length !== n + 1) return { reason: `${n} sparse samples need ${n + 1} row offsets` };
  for (let row = 0; row < n; row += 1) {
    if ((rows[row] as number) > (rows[row + 1] as number)) {
      return { reason: `row offsets go back at ${row + 1}` };
    }
  }
  if ((rows[n] as number) > x.length) return { reason: 'row offsets go beyond the values' };
  return (index) => {
    const [start, end] = [rows[index] as number, rows[index + 1] as number];
    return { indices: indices.subarray(start, end), values: x.subarray(start, end) };
  };
}
