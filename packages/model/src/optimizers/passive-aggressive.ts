import { OptionError } from '@rxgrad/online';
import type { Hyperparameters } from './hyperparameter.ts';
import { linearRule } from './linear-rule.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';

const ruleOf = (variant: 1 | 2): Rule =>
  linearRule({
    type: `passiveAggressive-${variant}`,
    defaults: { aggressiveness: 1 },
    rate: 'aggressiveness',
    slots: [],
    scalars: {},
    linear: {
      losses: ['hinge', 'epsilonInsensitive'],
      emit(program, neuron, weights) {
        const aggressiveness = weights.scalar('aggressiveness');
        program.emit('passiveAggressive', { ...neuron, aggressiveness, soft: variant - 1 });
      },
    },
  });

const rules = { 1: ruleOf(1), 2: ruleOf(2) } as const;

/** Options of {@link passiveAggressive}. */
export interface PassiveAggressiveOptions extends Hyperparameters<'aggressiveness'> {
  /** 1 caps the step (PA-I), 2 softens it (PA-II). */
  readonly variant?: 1 | 2;
}

/**
 * Passive-aggressive learning: weights stay where the loss ℓ is 0, and otherwise move just so far that it would be.
 *
 * w ← w − τ·ℓ'·x with τ = min(C, ℓ/‖x‖²) for PA-I, τ = ℓ/(‖x‖² + 1/(2C)) for PA-II; a bias is a feature that is always
 * 1, in the norm too. With `hinge` for classes, `epsilonInsensitive` for numbers. Records show C as the learning rate.
 *
 * Crammer et al. 2006 (scikit-learn leaves its intercept out of the norm). For a model of one `dense` or `sparseLinear`
 * layer with one output, one sample at a time; a sparse sample costs time in its entries only.
 *
 * @param options aggressiveness C (1), variant 1 or 2 (1)
 * @throws OptionError when an option is out of its range; LinearModelError, when it first moves another model
 * @example
 * ```ts
 * import { dense, hinge, learner, passiveAggressive, sequential, zeros } from 'rxgrad';
 * const model = sequential({ inputs: 2 }, dense(1, { initializer: zeros() }));
 * const fast = learner(model, { loss: hinge, optimizer: passiveAggressive() });
 * fast.learnOne({ x: [1, 0], y: 1 });
 * Array.from(model.data); // → [0.5, 0, 0.5]
 * ```
 */
export function passiveAggressive({
  variant = 1,
  ...hyperparameters
}: PassiveAggressiveOptions = {}): Optimizer {
  if (Object.hasOwn(rules, variant)) return new Optimizer(rules[variant], { ...hyperparameters });
  throw new OptionError(`passiveAggressive: the variant is 1 or 2, not ${String(variant)}`);
}
