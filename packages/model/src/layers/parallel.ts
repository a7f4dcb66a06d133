import type { Program } from '@rxgrad/kernels';
import { OptionError } from '@rxgrad/online';
import {
  type Inner,
  emitCommits,
  emitWeightGradients,
  innerParts,
  namedLayers,
} from './inner-layers.ts';
import type { Layer, LayerPlan } from './layer.ts';
import { Room } from './room.ts';

/**
 * Branches beside each other: each takes the whole x, and their outputs stand one after another in y.
 *
 * For two inputs, branches begin with a `slice`; for two heads, it is the last layer. A branch of several layers is a
 * `chain`; `named` gives it a name. Tensors are called `parallel.branch.tensor`.
 *
 * @throws OptionError when there is no branch, or only some of them take sparse features
 * @throws ParameterError when two branches have one name
 * @example
 * ```ts
 * import { chain, dense, embedding, named, parallel, relu, sequential, slice } from 'rxgrad';
 * const model = sequential(
 *   { inputs: ['carrier', 'distance', 'hour'] },
 *   parallel(chain(slice(0, 1), embedding(20, 4)), slice(1, 3)), // 4 + 2 numbers
 *   dense(16),
 *   relu(),
 *   parallel(named('delay', dense(1)), named('cancelled', dense(1))), // output 0 and output 1
 * );
 * model.outputs; // → 2
 * ```
 */
export function parallel(...branches: readonly [Layer, ...Layer[]]): Layer {
  const given: readonly Layer[] = branches;
  if (given.length === 0) throw new OptionError('parallel: it needs at least one branch');
  const layers = namedLayers(given);
  const sparse = layers.some((layer) => layer.sparse);
  if (sparse && !layers.every((layer) => layer.sparse)) {
    throw new OptionError('parallel: either all branches take sparse features, or none');
  }
  const inner = (plan: LayerPlan): readonly Inner[] => place(layers, plan);
  return {
    type: 'parallel',
    ...innerParts(layers, (inputs) => layers.map(() => inputs)),
    sparse,
    categories: layers.some(({ categories }) => categories),
    outputs: (inputs) => layers.reduce((sum, layer) => sum + layer.outputs(inputs), 0),
    scratch(inputs, capacity) {
      const room = new Room({ scratch: 0, state: 0, capacity });
      room.matrix(inputs);
      for (const layer of layers) room.places(layer, { inputs, x: 0 });
      return room.size;
    },
    check(program, columns) {
      for (const layer of layers) layer.check?.(program, columns);
    },
    forward(program, plan) {
      for (const { layer, plan: own } of inner(plan)) layer.forward(program, own);
      emitJoin(program, plan, inner(plan));
    },
    inputGradient(program, plan) {
      emitSplit(program, plan, inner(plan));
      emitBack(program, plan, inner(plan));
    },
    weightGradient(program, plan) {
      if (plan.dx === 0) emitSplit(program, plan, inner(plan));
      emitWeightGradients(program, inner(plan));
    },
    commit: (program, plan) => emitCommits(program, inner(plan)),
  };
}

/** The first branch writes dx itself, the others a matrix that is then added to it. */
function place(layers: readonly Layer[], plan: LayerPlan): readonly Inner[] {
  const room = new Room(plan);
  const share = room.matrix(plan.inputs);
  return layers.map((layer, i) => {
    const ends = { inputs: plan.inputs, x: plan.x, dx: i === 0 || plan.dx === 0 ? plan.dx : share };
    const places = room.places(layer, ends);
    const tensor: LayerPlan['tensor'] = (local) => plan.tensor(`${layer.name as string}.${local}`);
    const name = `${plan.name}.${layer.name as string}`;
    return { layer, plan: { ...plan, ...places, name, tensor } };
  });
}

/** Branches' outputs into y. */
function emitJoin(program: Program, { y, outputs }: LayerPlan, inner: readonly Inner[]): void {
  let target = y;
  for (const { plan } of inner) {
    const width = plan.outputs;
    const source = { source: plan.y, sourceWidth: width };
    program.emit('copyColumns', { ...source, target, targetWidth: outputs, width });
    target += width * 4;
  }
}

/** dy into branches. */
function emitSplit(program: Program, { dy, outputs }: LayerPlan, inner: readonly Inner[]): void {
  let source = dy;
  for (const { plan } of inner) {
    const width = plan.outputs;
    const target = { target: plan.dy, targetWidth: width };
    program.emit('copyColumns', { source, sourceWidth: outputs, ...target, width });
    source += width * 4;
  }
}

/** dx as the sum of the branches'; layers within a branch have theirs by then. */
function emitBack(program: Program, { dx, inputs }: LayerPlan, inner: readonly Inner[]): void {
  if (dx === 0) return;
  for (const [i, { layer, plan }] of inner.entries()) {
    layer.inputGradient?.(program, plan);
    if (i > 0) program.emit('addRows', { a: dx, b: plan.dx, c: dx, width: inputs });
  }
}
