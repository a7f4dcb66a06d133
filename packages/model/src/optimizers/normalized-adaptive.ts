import type { Hyperparameters } from './hyperparameter.ts';
import { linearRule } from './linear-rule.ts';
import { Optimizer } from './optimizer.ts';

const rule = linearRule({
  type: 'normalizedAdaptive',
  defaults: { learningRate: 0.5 },
  slots: ['squares', 'scales'],
  ranges: { squares: [0, Infinity], scales: [0, Infinity] },
  scalars: { examples: 0, norms: 0 },
  linear: {
    losses: ['squaredError', 'logLoss'],
    emit(program, { loss, ...neuron }, weights, bias) {
      program.emit('normalizedAdaptive', {
        ...neuron,
        squares: weights.slot('squares'),
        scales: weights.slot('scales'),
        biasSquare: bias.slot('squares'),
        biasScale: bias.slot('scales'),
        logistic: loss.name === 'logLoss' ? 1 : 0,
        learningRate: weights.scalar('learningRate'),
        examples: weights.scalar('examples'),
        norms: weights.scalar('norms'),
      });
    },
  },
});

/**
 * The normalized, adaptive, importance-invariant update of Vowpal Wabbit: no feature need be scaled, no learning rate tuned.
 *
 * For each feature x ≠ 0 (a bias has x = 1) G ← G + ℓ'²·x²; where |x| > N: w ← w·N/|x|, N ← |x|; r = 1/(√G·N). With
 * S = Σ x²·r, T samples so far and X their Σ x²/N²: w ← w + √(T/X)·U·r·x. U is where gradient descent in infinitely
 * small steps ends up: for squared error (y − p)(1 − e^(−2ηS'))/S' with S' = √(T/X)·S, for the log loss the root of its
 * differential equation (for labels other than 0 and 1 a plain step). A sample whose gradient is 0 counts for nothing.
 *
 * Ross, Mineiro, Langford 2013; Karampatziakis & Langford 2011; Vowpal Wabbit's `gd.cc`, with exact square roots where
 * it has approximate ones. For a model of one `dense` or `sparseLinear` layer with one output, `squaredError` or
 * `logLoss`, one sample at a time; a sparse sample costs time in its entries only.
 *
 * @param options learningRate η (0.5)
 * @throws OptionError when a hyperparameter is negative or not finite; LinearModelError, when it first moves another model
 * @example
 * ```ts
 * import { dense, learner, normalizedAdaptive, sequential, squaredError, zeros } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { bias: false, initializer: zeros() }));
 * const fast = learner(model, { loss: squaredError, optimizer: normalizedAdaptive() });
 * fast.learnOne({ x: [1000], y: 2 });
 * model.predictOne([1000])[0]; // → 0.4423984
 * ```
 */
export function normalizedAdaptive(
  hyperparameters: Hyperparameters<'learningRate'> = {},
): Optimizer {
  return new Optimizer(rule, { ...hyperparameters });
}
