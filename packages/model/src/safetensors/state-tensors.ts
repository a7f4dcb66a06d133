import type { StatePart } from '../layers/layer.ts';
import type { Model } from '../model.ts';

/** A part of a layer's state, with its place among all layers' words. */
export interface StateTensor extends StatePart {
  /** `layer.part`, as in the file. */
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** All of them, in the order of the words; parts without numbers are left out. */
export function stateTensors(model: Model): readonly StateTensor[] {
  const names = model.schema().layers.map(({ name }) => name);
  let [inputs, offset] = [model.inputs, 0];
  const tensors = model.layers.flatMap((layer, i) => {
    const parts = layer.state?.parts(inputs) ?? [];
    inputs = layer.outputs(inputs);
    return parts.map((part) => {
      const length = part.shape.reduce((product, size) => product * size, 1);
      offset += length;
      return { ...part, name: `${names[i]}.${part.name}`, offset: offset - length, length };
    });
  });
  return tensors.filter(({ length }) => length > 0);
}
