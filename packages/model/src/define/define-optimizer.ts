import type { Program } from '@rxgrad/kernels';
import { OptionError } from '@rxgrad/online';
import { type Hyperparameters, requireHyperparameter } from '../optimizers/hyperparameter.ts';
import { Optimizer } from '../optimizers/optimizer.ts';
import { linearOptimizers, optimizers } from '../optimizers/registry.ts';
import type { Rule } from '../optimizers/rule.ts';
import { requireName } from './layer-options.ts';
import type { OptimizerDefinition } from './optimizer-definition.ts';
import { type OptimizerFunctions, OwnStep } from './optimizer-instructions.ts';

/** Makes optimizers of a type of one's own, of hyperparameters that are numbers, schedules or streams. */
export type OptimizerFactory<Hyperparameter extends string> = (
  hyperparameters?: Hyperparameters<Hyperparameter | 'learningRate'>,
) => Optimizer;

/**
 * An optimizer of one's own, in plain TypeScript: w ← w + Δ(g, slots, hyperparameters).
 *
 * `update` sees a stretch of weights [n] with its gradient and slots, f32 views of as many numbers: all dense tensors that lie
 * side by side at once, or one row of a sparse table that the batch touched; so it should treat each weight by itself.
 * Hyperparameters may be numbers, schedules or observables, `update` sees this step's numbers. Slots and scalars lie in the
 * memory of the parameters, so snapshots, restores and safetensors files have them under their names.
 *
 * @param definition type, hyperparameters with defaults, slots, scalars, begin, update
 * @returns makes optimizers, as `sgd` and `adam` do
 * @throws OptionError when a name can't be, is one of ours or taken twice, or a default isn't a finite number ≥ 0
 * @throws DefinitionError later, when a function throws or writes a number that isn't finite: what the step had moved by
 *   then is put back, slots and scalars too
 * @example
 * ```ts
 * import { defineOptimizer, parameters } from 'rxgrad';
 * // Only the gradient's sign counts (Bernstein et al. 2018), here with momentum.
 * const signSgd = defineOptimizer({
 *   type: 'signSgd',
 *   hyperparameters: { learningRate: 0.01, momentum: 0.9 },
 *   slots: ['mean'],
 *   update({ weights, gradient, slots: { mean }, hyperparameters: { learningRate, momentum } }) {
 *     gradient.forEach((g, i) => {
 *       mean[i] = momentum * mean[i]! + (1 - momentum) * g;
 *       weights[i]! -= learningRate * Math.sign(mean[i]!);
 *     });
 *   },
 * });
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 20 }).update(signSgd({ learningRate: 0.125 }));
 * weights.data[0]; // → 0.375
 * ```
 */
export function defineOptimizer<
  const Hyperparameter extends string = never,
  const Slot extends string = never,
  const Scalar extends string = never,
>(definition: OptimizerDefinition<Hyperparameter, Slot, Scalar>): OptimizerFactory<Hyperparameter> {
  requireNames(definition);
  const rule = ruleOf(definition);
  return (hyperparameters = {}) => new Optimizer(rule, { ...hyperparameters });
}

interface AnyOptimizer
  extends
    Pick<OptimizerDefinition<string, string, string>, 'type' | 'slots' | 'scalars'>,
    Pick<OptimizerFunctions, 'begin' | 'update'> {
  readonly hyperparameters: Readonly<Record<string, number>>;
}

/** `begin` and each segment are one `host` instruction each; those of one program belong to one step. */
function ruleOf({
  type,
  hyperparameters,
  slots = [],
  scalars = {},
  begin,
  update,
}: AnyOptimizer): Rule {
  const functions: OptimizerFunctions = {
    type,
    hyperparameters: Object.keys(hyperparameters),
    scalars: Object.keys(scalars),
    slots,
    ...(begin && { begin }),
    update,
  };
  const steps = new WeakMap<Program, OwnStep>();
  const stepOf = (program: Program): OwnStep => {
    const step = steps.get(program);
    if (step === undefined) throw new Error(`${type}: a step must begin before it moves weights`);
    return step;
  };
  return {
    type,
    defaults: { ...hyperparameters },
    slots: [...slots],
    scalars: { ...scalars },
    begin(program, plan) {
      const step = new OwnStep(functions, plan);
      steps.set(program, step);
      program.call(step.begin());
    },
    keep: (program, segment, plan) => void program.call(stepOf(program).keep(segment, plan)),
    emit: (program, segment, plan) => void program.call(stepOf(program).update(segment, plan)),
  };
}

function requireNames({
  type,
  hyperparameters,
  slots = [],
  scalars = {},
}: OptimizerDefinition<string, string, string>): void {
  const where = `defineOptimizer "${type}"`;
  requireName('defineOptimizer', 'the type', type);
  if (Object.hasOwn({ ...optimizers, ...linearOptimizers }, type)) {
    throw new OptionError(`${where}: that is one of rxgrad's own; choose another name`);
  }
  if (!Object.hasOwn(hyperparameters, 'learningRate')) {
    throw new OptionError(`${where}: it needs a hyperparameter "learningRate"`);
  }
  const names = [...Object.keys(hyperparameters), ...slots, ...Object.keys(scalars)];
  for (const [i, name] of names.entries()) {
    requireName(where, 'a name', name);
    if (name === 'step' || names.indexOf(name) < i) {
      throw new OptionError(`${where}: the name "${name}" is taken`);
    }
  }
  for (const [name, value] of Object.entries(hyperparameters)) {
    requireHyperparameter(type, name, value);
  }
  for (const [name, value] of Object.entries(scalars)) {
    if (!Number.isFinite(value)) {
      throw new OptionError(
        `${where}: the scalar "${name}" must be finite, it is ${String(value)}`,
      );
    }
  }
}
