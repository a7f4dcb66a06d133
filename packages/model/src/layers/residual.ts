import { OptionError } from '@rxgrad/online';
import { sequence } from './chain.ts';
import type { Layer } from './layer.ts';

/**
 * A way around layers: y = x + f(x), with f the layers one after another; they must lead back to as many numbers.
 *
 * x [n], y [n]. Tensors are called `residual.layer.tensor`. He, Zhang, Ren, Sun 2016.
 *
 * @throws OptionError when there is no layer; `sequential` throws it when f(x) is longer or shorter than x
 * @throws ParameterError when two layers have one name
 * @example
 * ```ts
 * import { residual, sequential, tanh } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, residual(tanh())).predictOne([0, 1])); // → [0, 1.7615942]
 * ```
 */
export function residual(...layers: readonly [Layer, ...Layer[]]): Layer {
  const inner = sequence('residual', layers, {
    forward(program, { x, y, outputs }, f) {
      program.emit('addRows', { a: x, b: f, c: y, width: outputs });
    },
    inputGradient(program, { dx, dy, inputs }) {
      program.emit('addRows', { a: dx, b: dy, c: dx, width: inputs });
    },
  });
  if (inner.sparse)
    throw new OptionError('residual: layers that take sparse features have no x to add');
  return {
    ...inner,
    outputs(inputs) {
      const outputs = inner.outputs(inputs);
      if (outputs === inputs) return outputs;
      throw new OptionError(
        `residual: its layers make ${outputs} numbers of ${inputs}; the same number is expected`,
      );
    },
  };
}
