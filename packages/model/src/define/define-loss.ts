import { OptionError } from '@rxgrad/online';
import type { Program } from '@rxgrad/kernels';
import { linkKernels } from '../losses/link.ts';
import { type LossFunction, type LossPlan, lossFunction } from '../losses/loss-function.ts';
import type { OwnLossDefinition } from './loss-definition.ts';
import { compare, linkOutput } from './loss-instructions.ts';
import { lossRegistry } from './registry.ts';

/**
 * A loss of one's own, in plain TypeScript: L(ŷ, y) of one sample and ∂L/∂ŷ; over a batch of n the mean, and ∂L/∂ŷ / n.
 *
 * Both functions see one sample: f32 views output, prediction and gradient [outputs], label [outputs] or one class; valid
 * during the call only. ŷ is the raw output, so a loss with a link differentiates through it. Where a sample has several
 * outputs, ours take the mean over them; whether yours does is up to you. `checkGradients` compares the two functions.
 * Programs that predict with its link by name (mirrors) call `register` with it first.
 *
 * @param definition name, labels, min, max, link, value, derivative
 * @throws OptionError when the name is empty or one of ours, or no label lies from min to max
 * @throws DefinitionError later, when a function throws or gives a number that isn't finite: weights are unchanged
 * @example
 * ```ts
 * import { Batch, checkGradients, constant, defineLoss, dense, sequential } from 'rxgrad';
 * // ln cosh e, squared near 0 and absolute far from it.
 * const logCosh = defineLoss({
 *   name: 'logCosh',
 *   value: ({ output, label }) =>
 *     output.reduce((sum, z, i) => sum + Math.log(Math.cosh(z - label[i]!)), 0) / output.length,
 *   derivative({ output, label, gradient }) {
 *     output.forEach((z, i) => (gradient[i] = Math.tanh(z - label[i]!) / output.length));
 *   },
 * });
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * const batch = Batch.of([{ x: [1], y: 5 }]);
 * model.forward(batch).loss(logCosh).value; // → 2.3093285
 * checkGradients(model, batch, { loss: logCosh }).ok; // → true
 * ```
 */
export function defineLoss(definition: OwnLossDefinition): LossFunction {
  const { name, labels = 'values', link = 'identity', min, max } = definition;
  requireLoss(definition);
  const base = lossFunction({
    name,
    labels,
    linkName: typeof link === 'string' ? link : 'identity',
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    emit: (program, plan) => emitLoss(program, plan, definition),
  });
  if (typeof link === 'string') return base;
  return { ...base, linkName: 'own', link: (output) => linkOutput(name, link, output) };
}

function emitLoss(program: Program, plan: LossPlan, definition: OwnLossDefinition): void {
  const { link = 'identity' } = definition;
  if (typeof link === 'string' && link !== 'identity') {
    program.emit(linkKernels[link], { ...plan });
  }
  program.call(compare(definition, plan));
}

function requireLoss({ name, min = -Infinity, max = Infinity, link }: OwnLossDefinition): void {
  if (name.length === 0 || name.length > 256) {
    throw new OptionError('defineLoss: a name of 1 to 256 characters is expected');
  }
  lossRegistry.requireFree(name);
  if (!(min <= max)) {
    throw new OptionError(`defineLoss "${name}": min must be ≤ max, they are ${min} and ${max}`);
  }
  if (typeof link !== 'string' || link === 'identity' || Object.hasOwn(linkKernels, link)) return;
  const known = ['identity', ...Object.keys(linkKernels)].join(', ');
  throw new OptionError(`defineLoss "${name}": link must be a function or one of ${known}`);
}
