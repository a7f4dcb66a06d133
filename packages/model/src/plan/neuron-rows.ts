import type { Program } from '@rxgrad/kernels';
import type { BlockRegion } from './block-region.ts';
import { type StepParts, descends } from './step-program.ts';

/**
 * One instruction that learns all rows of a block, to the same bits as row by row: where the model is a dense neuron, and SGD
 * by a loss that has a kernel for it is all there is to do. Answers whether that is so.
 */
export function emitNeuronRows(program: Program, parts: StepParts, region: BlockRegion): boolean {
  const { workspace, binding, loss, aftermath } = parts;
  const [built, ...others] = workspace.layers;
  if (built?.layer.type !== 'dense' || built.outputs !== 1 || others.length > 0) return false;
  if (!descends(parts) || aftermath.decay > 0 || aftermath.frozen.length > 0) return false;
  if (loss.neuronRows === undefined) return false;
  const { scheduled } = binding.optimizer;
  const plan = workspace.plan(0);
  const { x, y: label, predictions, sum, cursor, count, schedule } = region;
  program.emit(loss.neuronRows, {
    x,
    label,
    predictions,
    sum,
    cursor,
    count,
    weights: plan.tensor('weight').weights,
    bias: built.specs.length > 1 ? plan.tensor('bias').weights : 0,
    inputs: plan.inputs,
    learningRate: scheduled ? schedule : binding.address('learningRate'),
    rateStride: scheduled ? binding.hyperparameterBytes : 0,
  });
  return true;
}
