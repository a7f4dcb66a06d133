import { zeros } from '../initializers/zeros.ts';
import type { Layer } from '../layers/layer.ts';

/** A layer that changes nothing, but has what passes through it as weights: y = x + shift, shift 0 at first. */
export interface Probe {
  readonly layer: Layer;
  /** Its tensor's name in the model. */
  readonly tensor: string;
  /** f32 [rows · width], what passed through it last. */
  readonly seen: () => Float32Array;
}

/** A probe for batches of so many rows: the gradient by its shift is the loss's derivative by what passes. */
export function probe(name: string, rows: number): Probe {
  let seen = new Float32Array(0);
  const layer: Layer = {
    type: 'probe',
    name,
    config: {},
    outputs: (inputs) => inputs,
    tensors: (inputs) => [
      { name: 'shift', shape: [rows, inputs], initializer: zeros(), fanIn: 1, fanOut: 1 },
    ],
    forward(program, plan) {
      const shift = plan.tensor('shift').weights / 4;
      const [x, y] = [plan.x / 4, plan.y / 4];
      const n = rows * plan.inputs;
      program.call(({ f32 }) => {
        seen = f32.slice(x, x + n);
        for (let i = 0; i < n; i += 1)
          f32[y + i] = (seen[i] as number) + (f32[shift + i] as number);
      });
    },
    inputGradient: (program, plan) => void program.emit('identityInputGradient', { ...plan }),
    weightGradient(program, plan) {
      const [dy, gradient] = [plan.dy / 4, plan.tensor('shift').gradient / 4];
      program.call(({ f32 }) => void f32.copyWithin(gradient, dy, dy + rows * plan.inputs));
    },
  };
  return { layer, tensor: `${name}.shift`, seen: () => seen };
}
