import { Machine } from '@rxgrad/kernels';

/** What turns raw outputs into predictions. */
export type LinkName = 'identity' | 'sigmoid' | 'softmax';

/** The kernel that applies a link to rows. */
const kernels = { sigmoid: 'logistic', softmax: 'softmax' } as const;

/** Shared by all models: links are applied outside of training too, with the same kernels and so the same bits. */
let machine: Machine | undefined;

/** Applies a link to the outputs of one sample; the identity returns what it was given. */
export function link(name: LinkName, output: Float32Array): Float32Array {
  if (name === 'identity') return output;
  machine ??= new Machine();
  const outputs = output.length;
  const y = place(outputs);
  machine.f32.set(output, y / 4);
  machine.rows = 1;
  machine.kernels[kernels[name]]?.(y, y, outputs, 1);
  return machine.f32.slice(y / 4, y / 4 + outputs);
}

let room = { at: 0, length: 0 };

function place(length: number): number {
  if (room.length < length) room = { at: (machine as Machine).allocate(length * 4), length };
  return room.at;
}
