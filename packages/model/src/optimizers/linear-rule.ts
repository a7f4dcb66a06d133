import type { Program } from '@rxgrad/kernels';
import { LinearModelError } from '../errors/linear-model-error.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import type { Rule, RulePlan } from './rule.ts';

/** Where a linear neuron's sample and weights lie, as byte addresses; 0 for what it doesn't have. */
export interface Neuron {
  /** u32 [2]: where the row's entries begin and end; 0 for a dense row. */
  readonly starts: number;
  /** u32 [entries]; 0 for a dense row. */
  readonly indices: number;
  /** f32 [entries], or [inputs] of a dense row. */
  readonly values: number;
  readonly inputs: number;
  readonly weights: number;
  readonly bias: number;
  readonly y: number;
  readonly label: number;
  readonly dy: number;
  /** Of the loss, an f64. */
  readonly value: number;
  readonly loss: LossFunction;
}

/** How a linear neuron's weights follow from one sample: for rules to which a gradient says too little. */
export interface LinearRule {
  /** The losses that it was derived for. */
  readonly losses: readonly string[];
  /** Instructions that move weights and bias; the plans are those of either. */
  emit(program: Program, neuron: Neuron, weights: RulePlan, bias: RulePlan): void;
}

/** Completes a rule that has no way to move weights by their gradients. */
export function linearRule(rule: Omit<Rule, 'emit'> & { readonly linear: LinearRule }): Rule {
  return {
    ...rule,
    emit: () => {
      throw new LinearModelError(
        `${rule.type} looks at features: it moves a model by the gradient of its own loss, and no other parameters`,
      );
    },
  };
}

/** A loss's name without its options. */
export function familyOf({ name }: LossFunction): string {
  return name.replace(/\(.*$/, '');
}
