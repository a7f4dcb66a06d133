import type { Rule } from './rule.ts';

/**
 * The rule with g + λ·w in place of g: PyTorch's `weight_decay`, as the hyperparameter `weightDecay`.
 *
 * Penalizes a copy, since the gradient is a record that others look at after the update, or apply once more.
 */
export function decayed(rule: Rule): Rule {
  return {
    ...rule,
    descends: false,
    defaults: { ...rule.defaults, weightDecay: 0 },
    emit(program, segment, plan) {
      const { gradient, zero } = plan.copyOf(segment);
      const bytes = segment.width * segment.capacity * 4;
      program.emit('loadRow', { cursor: zero, table: segment.gradient, target: gradient, bytes });
      const at = { l1: zero, l2: plan.scalar('weightDecay') };
      program.emit('addPenalty', { ...segment, gradient, ...at });
      rule.emit(program, { ...segment, gradient }, plan);
    },
  };
}
