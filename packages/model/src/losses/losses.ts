import { type HostFunction, Machine } from '@rxgrad/kernels';
import { OptionError } from '@rxgrad/online';
import { type Head, type PlacedHead, placeHeads, shownHead } from './head.ts';
import { HeadRoom } from './head-room.ts';
import { type LossFunction, type LossPlan, lossFunction } from './loss-function.ts';

/** Losses are told by their names, and longer ones aren't read. */
export const LONGEST_NAME = 256;

/**
 * A loss of its own for each head of a model: Σ weight · loss(head's outputs, head's labels), each a mean over batch and outputs.
 *
 * Heads are the model's outputs from left to right, as `parallel` puts its branches side by side; a sample's label is a list
 * of all heads' labels in that order, a class as one number, and a prediction has each head's own link. Any loss can be a
 * head's, also one of `defineLoss`. The name says it all, so that mirrors know it.
 *
 * @param heads by name: a loss, or a loss with the number of its outputs (1) and a weight (1)
 * @throws OptionError when a head can't be; later, when the model has another number of outputs
 * @throws LabelError later, when a head's loss can't read a label: weights are unchanged
 * @example
 * ```ts
 * import { Batch, constant, dense, logLoss, losses, named, parallel, sequential, squaredError } from 'rxgrad';
 * const initializer = constant(0.5);
 * const model = sequential(
 *   { inputs: 1 },
 *   parallel(named('price', dense(1, { initializer })), named('sold', dense(1, { initializer }))),
 * );
 * const both = losses({ price: squaredError, sold: { loss: logLoss, weight: 2 } });
 * both.name; // → 'losses(price=squaredError,sold=logLoss*2)'
 * const measured = model.forward(Batch.of([{ x: [2], y: [3, 1] }])).loss(both);
 * measured.value; // → 4.6265235
 * Array.from(measured.prediction); // → [1, 0.7310586]
 * ```
 */
export function losses(heads: Readonly<Record<string, LossFunction | Head>>): LossFunction {
  const placed = placeHeads(heads);
  const name = `losses(${placed.map(shownHead).join(',')})`;
  if (name.length > LONGEST_NAME) {
    throw new OptionError(`losses: "${name}" is too long a name; at most ${LONGEST_NAME} are read`);
  }
  let rooms: readonly HeadRoom[] | undefined;
  const base = lossFunction({
    name,
    linkName: 'identity',
    labels: 'values',
    labelColumns(outputs) {
      requireOutputs(placed, outputs);
      return placed.flatMap((head) => head.labels);
    },
    emit(program, plan) {
      rooms ??= roomsFor(placed);
      program.call(computing(rooms, plan));
    },
  });
  return { ...base, linkName: 'own', link: (output) => linkHeads(placed, output) };
}

/** In a memory of their own, where a head's numbers stand side by side. */
function roomsFor(placed: readonly PlacedHead[]): readonly HeadRoom[] {
  const machine = new Machine();
  const width = placed.reduce((sum, { labels }) => sum + labels.length, 0);
  return placed.map((head) => new HeadRoom(machine, head, width));
}

function computing(rooms: readonly HeadRoom[], plan: LossPlan): HostFunction {
  return (memory) => {
    let value = 0;
    for (const room of rooms) value += room.compute(memory, plan);
    memory.f64[plan.value / 8] = value;
  };
}

function linkHeads(placed: readonly PlacedHead[], output: Float32Array): Float32Array {
  const prediction = new Float32Array(output.length);
  for (const { loss, from, outputs } of placed) {
    prediction.set(loss.link(output.slice(from, from + outputs)), from);
  }
  return prediction;
}

function requireOutputs(placed: readonly PlacedHead[], outputs: number): void {
  const expected = placed.reduce((sum, head) => sum + head.outputs, 0);
  if (expected === outputs) return;
  const each = placed.map((head) => `${head.name} ${head.outputs}`).join(', ');
  throw new OptionError(
    `losses: its heads have ${expected} outputs (${each}), the model has ${outputs}; say how many each has`,
  );
}
