import type { Program } from '@rxgrad/kernels';
import { LinearModelError } from '../errors/linear-model-error.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import { type LinearRule, familyOf } from '../optimizers/linear-rule.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { OptimizerBinding } from '../optimizers/optimizer-binding.ts';
import type { Workspace } from './workspace.ts';

const LINEAR = new Set(['dense', 'sparseLinear']);

/** @throws LinearModelError when the optimizer looks at features, and the model or the loss isn't made for that */
export function requireNeuron(
  { layers }: Workspace,
  { rule }: Optimizer,
  loss: LossFunction,
): void {
  if (rule.linear === undefined) return;
  const [built, ...others] = layers;
  if (!built || others.length > 0 || !LINEAR.has(built.layer.type) || built.outputs !== 1) {
    const found = layers.map(({ layer, outputs }) => `${layer.type}(${outputs})`).join(', ');
    throw new LinearModelError(
      `${rule.type} moves a model of one dense(1) or sparseLinear(1) layer, this one has ${found}`,
    );
  }
  requireLoss(rule.type, rule.linear, loss);
}

function requireLoss(type: string, { losses }: LinearRule, loss: LossFunction): void {
  if (losses.includes(familyOf(loss))) return;
  throw new LinearModelError(`${type} learns by ${losses.join(' or ')}, not by ${loss.name}`);
}

/** @throws LinearModelError when the optimizer looks at features, and there is not just one sample to look at */
export function requireOneSample({ rule }: Optimizer, size: number): void {
  if (rule.linear === undefined || size === 1) return;
  throw new LinearModelError(
    `${rule.type} learns one sample at a time, this batch has ${size}; use batch(1), or learnMany for blocks`,
  );
}

/** @throws LinearModelError when the optimizer looks at features, and the gradient would be changed in vain */
export function requireUntransformed({ rule }: Optimizer, transforms: readonly unknown[]): void {
  if (rule.linear === undefined || transforms.length === 0) return;
  throw new LinearModelError(
    `${rule.type} looks at features, not at the gradient: it can't be combined with transforms or clipNorm`,
  );
}

/** The update of a linear neuron by its sample. */
export function emitNeuron(
  program: Program,
  workspace: Workspace,
  binding: OptimizerBinding,
  loss: LossFunction,
): void {
  const plan = workspace.plan(0);
  const { x, entries, inputs, y, dy } = plan;
  const { label, value, sparse, memory } = workspace;
  const dense = { starts: 0, indices: 0, values: x };
  const row = sparse ? entries : dense;
  const { weights, offset } = plan.tensor('weight');
  const biased = memory.tensors.length > 1;
  const bias = biased ? plan.tensor('bias') : { weights: 0, offset };
  const { starts, indices, values } = row;
  const sample = { starts, indices, values, inputs, y, dy, label, value, loss };
  binding.emitLinear(program, { ...sample, weights, bias: bias.weights }, offset, bias.offset);
}
