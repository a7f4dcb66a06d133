import type { Hyperparameters } from './hyperparameter.ts';
import { operands } from './operands.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';

const defaults = { learningRate: 0.01, alpha: 0.99, epsilon: 1e-8, momentum: 0, weightDecay: 0 };
const scalars = ['learningRate', 'alpha', 'epsilon', 'momentum', 'weightDecay'] as const;

function ruleOf(centered: boolean, rolling: boolean): Rule {
  const slots = ['square', ...(centered ? ['mean'] : []), ...(rolling ? ['velocity'] : [])];
  return {
    type: ['rmsprop', ...(centered ? ['centered'] : []), ...(rolling ? ['momentum'] : [])].join(
      '-',
    ),
    defaults,
    slots,
    torchSlots: { square: 'square_avg', mean: 'grad_avg', velocity: 'momentum_buffer' },
    ranges: { square: [0, Infinity] },
    scalars: {},
    emit(program, segment, plan) {
      program.emit('rmsprop', {
        ...segment,
        ...operands(plan, ['square'], scalars),
        mean: centered ? plan.slot('mean') : 0,
        velocity: rolling ? plan.slot('velocity') : 0,
      });
    },
  };
}

const plain = [ruleOf(false, false), ruleOf(false, true)] as const;
const centeredRules = [ruleOf(true, false), ruleOf(true, true)] as const;

/** Options of {@link rmsprop}. */
export interface RmspropOptions extends Hyperparameters<keyof typeof defaults> {
  /** Divides by the deviation of the gradients rather than by their size. */
  readonly centered?: boolean;
}

/**
 * RMSProp, a learning rate of its own for each weight: s ← α·s + (1 − α)·g², w ← w − η · g/(√s + ε). Centered: the root is
 * that of s − m², with m ← α·m + (1 − α)·g. With momentum µ: v ← µ·v + g/(√s + ε), w ← w − η·v. With a weight decay λ,
 * g + λ·w takes the place of g.
 *
 * Tieleman & Hinton 2012, Graves 2013; order and defaults are PyTorch's `torch.optim.RMSprop`. In a sparse table only the
 * rows that a batch touches move and cost time.
 *
 * @param options learningRate η (0.01), alpha α (0.99), epsilon ε (1e-8), momentum µ (none), weightDecay λ (0), centered
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { parameters, rmsprop } from 'rxgrad';
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 2 }).update(rmsprop({ learningRate: 0.01 }));
 * weights.data[0]; // → 0.4
 * ```
 */
export function rmsprop({ centered = false, ...hyperparameters }: RmspropOptions = {}): Optimizer {
  const rules = centered ? centeredRules : plain;
  return new Optimizer(rules[hyperparameters.momentum === undefined ? 0 : 1], {
    ...hyperparameters,
  });
}
