import type { Program } from '@rxgrad/kernels';
import type { Segment } from '../parameters/segment.ts';
import type { LinearRule } from './linear-rule.ts';

/** Where an optimizer's numbers lie, as byte addresses. */
export interface RulePlan {
  /** A hyperparameter or a scalar, an f64. */
  scalar(name: string): number;
  /** The vector of a slot, from the first weight of the segment on. */
  slot(name: string): number;
  /** Room for a copy of a segment's gradient, and the address of a zero; both last from step to step. */
  copyOf(segment: Segment): { readonly gradient: number; readonly zero: number };
}

/**
 * How weights follow from gradients, as instructions for the kernels: the mathematics of an optimizer.
 *
 * Rules hold no state: slots and scalars lie in the memory of the parameters that they move.
 */
export interface Rule {
  /** The optimizer's name in schemas and snapshots. */
  readonly type: string;
  /** Hyperparameters and their defaults. */
  readonly defaults: Readonly<Record<string, number>>;
  /** Vectors as long as the weights, zero at first. */
  readonly slots: readonly string[];
  /** Numbers of state with their first values. */
  readonly scalars: Readonly<Record<string, number>>;
  /** What PyTorch calls the slots that have another name there: so files call them too. */
  readonly torchSlots?: Readonly<Record<string, string>>;
  /** Least and most of a slot or a scalar, where other numbers would spoil the weights: files with such are refused. */
  readonly ranges?: Readonly<Record<string, readonly [least: number, most: number]>>;
  /** The scalars after so many steps, for files that know the step only; `value` is that of a hyperparameter. */
  scalarsAt?(step: number, value: (name: string) => number): Readonly<Record<string, number>>;
  /** Instructions that come once a step, before the segments. */
  begin?(program: Program, plan: RulePlan): void;
  /** Instructions that come before anything moves the weights of a segment: a rule that may fail keeps them. */
  keep?(program: Program, segment: Segment, plan: RulePlan): void;
  /** Instructions that move the weights of one segment. */
  emit(program: Program, segment: Segment, plan: RulePlan): void;
  /** For rules that look at features: what moves a linear neuron, in place of `emit`. */
  readonly linear?: LinearRule;
  /** The hyperparameter that records show as the learning rate, where it has another name. */
  readonly rate?: string;
  /** True when the rule is w −= learningRate · g and nothing else: then layers may do it while they compute g. */
  readonly descends?: boolean;
}
