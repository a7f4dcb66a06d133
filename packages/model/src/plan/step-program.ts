import type { Program } from '@rxgrad/kernels';
import type { LossFunction } from '../losses/loss-function.ts';
import type { OptimizerBinding } from '../optimizers/optimizer-binding.ts';
import type { Aftermath } from '../transforms/transform.ts';
import { tensorOf } from './built-layer.ts';
import { emitNeuron } from './neuron-update.ts';
import type { Workspace } from './workspace.ts';

/** What a whole step is put together from. */
export interface StepParts {
  readonly workspace: Workspace;
  readonly loss: LossFunction;
  readonly binding: OptimizerBinding;
  /** Instructions that transform the gradient, if anything does. */
  readonly transform: ((program: Program) => void) | undefined;
  /** What transforms leave for the update to do. */
  readonly aftermath: Aftermath;
}

/**
 * Whether layers may move their weights while they compute gradients: nothing is done to the gradients in between, no layer
 * can fail, and whoever asks for the gradient later still gets it.
 */
export function descends({ workspace, binding, transform }: StepParts): boolean {
  if (binding.optimizer.rule.descends !== true || transform !== undefined) return false;
  return workspace.layers.every(({ layer }) => !layer.host && !layer.gradientFromWeights);
}

/** Forward, loss, gradient and update, as one program; to the same bits as the stages one by one. */
export function emitStep(program: Program, parts: StepParts): void {
  parts.workspace.emitForward(program);
  parts.workspace.emitLoss(program, parts.loss);
  emitCompletion(program, parts);
}

/** What is left of a step once the loss is computed. */
export function emitCompletion(program: Program, parts: StepParts): void {
  const { workspace, loss, binding } = parts;
  if (binding.optimizer.rule.linear) emitNeuron(program, workspace, binding, loss);
  else if (descends(parts)) emitDescent(program, parts);
  else emitUpdate(program, parts);
  workspace.emitCommit(program);
}

/** Whether a step leaves its gradient in memory. */
export function keepsGradient(parts: StepParts): boolean {
  return parts.binding.optimizer.rule.linear === undefined && !descends(parts);
}

function emitUpdate(
  program: Program,
  { workspace, binding, transform, aftermath }: StepParts,
): void {
  workspace.emitBackward(program);
  transform?.(program);
  binding.emitUpdate(program, aftermath);
}

/** From the last layer to the first: a layer hands its input's gradient on before its weights move. */
function emitDescent(program: Program, { workspace, binding }: StepParts): void {
  const learningRate = binding.address('learningRate');
  for (const [i, built] of [...workspace.layers.entries()].reverse()) {
    const { layer, specs } = built;
    const plan = workspace.plan(i);
    if (i > 0) layer.inputGradient?.(program, plan);
    if (layer.descend) {
      layer.descend(program, plan, learningRate);
      continue;
    }
    layer.weightGradient?.(program, plan);
    for (const { local } of specs) {
      const tensor = tensorOf(workspace.memory.tensors, built, local);
      binding.emit(program, workspace.memory.segmentOf(tensor));
    }
  }
}
