import type { Program } from '@rxgrad/kernels';
import {
  type Inner,
  emitBack,
  emitCommits,
  emitWeightGradients,
  innerParts,
  namedLayers,
} from './inner-layers.ts';
import type { Layer, LayerPlan } from './layer.ts';
import { emitChecks, requireOrder } from './order.ts';
import { Room } from './room.ts';

/**
 * Layers one after another, as one layer: what a branch of `parallel` is made of.
 *
 * Tensors are called `chain.layer.tensor`; see `named`.
 *
 * @throws OptionError when there is no layer, or one that takes the model's own input doesn't come first
 * @throws ParameterError when two layers have one name
 * @example
 * ```ts
 * import { chain, dense, parallel, relu, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 3 }, parallel(dense(1), chain(dense(8), relu(), dense(2))));
 * model.outputs; // → 3
 * ```
 */
export function chain(...layers: readonly [Layer, ...Layer[]]): Layer {
  return sequence('chain', layers);
}

/** How a sequence ends: with its last layer's y, or with something made of it. */
export interface Ending {
  forward(program: Program, plan: LayerPlan, y: number): void;
  inputGradient(program: Program, plan: LayerPlan): void;
}

/** A layer of layers one after another. */
export function sequence(type: string, given: readonly Layer[], ending?: Ending): Layer {
  requireOrder(type, given);
  const layers = namedLayers(given);
  const inner = (plan: LayerPlan): readonly Inner[] => place(layers, plan, ending !== undefined);
  return {
    type,
    ...innerParts(layers, (inputs) => widthsOf(layers, inputs)),
    sparse: layers[0]?.sparse ?? false,
    categories: layers.some(({ categories }) => categories),
    outputs: (inputs) => layers.reduce((width, layer) => layer.outputs(width), inputs),
    scratch(inputs, capacity) {
      const nowhere = { scratch: 0, state: 0, capacity };
      const room = new Room(nowhere);
      measure(layers, { inputs, x: 0, dx: 0 }, ending ? {} : { y: 0 }, room);
      return room.size;
    },
    check: (program, columns) => emitChecks(program, layers, columns),
    forward(program, plan) {
      const steps = inner(plan);
      for (const { layer, plan: own } of steps) layer.forward(program, own);
      ending?.forward(program, plan, steps.at(-1)?.plan.y ?? 0);
    },
    inputGradient(program, plan) {
      emitBack(program, inner(plan));
      ending?.inputGradient(program, plan);
    },
    gradientFromWeights: true,
    weightGradient(program, plan) {
      const steps = inner(plan);
      if (plan.dx === 0) emitBack(program, steps);
      emitWeightGradients(program, steps);
    },
    commit: (program, plan) => emitCommits(program, inner(plan)),
  };
}

function widthsOf(layers: readonly Layer[], inputs: number): readonly number[] {
  let next = inputs;
  return layers.map((layer) => {
    const width = next;
    next = layer.outputs(width);
    return width;
  });
}

/** Each layer's places: one's y is the next one's x. */
function measure(
  layers: readonly Layer[],
  { inputs, x, dx }: Pick<LayerPlan, 'inputs' | 'x' | 'dx'>,
  last: { readonly y?: number; readonly dy?: number },
  room: Room,
) {
  let before = { outputs: inputs, y: x, dy: dx };
  return layers.map((layer, i) => {
    const ends = { inputs: before.outputs, x: before.y, dx: before.dy };
    const end = i === layers.length - 1 ? { dy: 0, ...last } : {};
    const places = room.places(layer, { ...ends, ...end });
    before = places;
    return places;
  });
}

function place(layers: readonly Layer[], plan: LayerPlan, keepsY: boolean): readonly Inner[] {
  const last = keepsY ? { dy: plan.dy } : { y: plan.y, dy: plan.dy };
  const places = measure(layers, plan, last, new Room(plan));
  return layers.map((layer, i) => ({
    layer,
    plan: {
      ...plan,
      ...(places[i] as (typeof places)[number]),
      name: `${plan.name}.${layer.name as string}`,
      tensor: (local) => plan.tensor(`${layer.name as string}.${local}`),
    },
  }));
}
