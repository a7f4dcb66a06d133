import type { OperationName, Program } from '@rxgrad/kernels';
import type { LabelColumn } from './label-column.ts';
import { type LinkName, link } from './link.ts';

/** Where a loss finds its numbers and leaves its results, as byte addresses. */
export interface LossPlan {
  /** f32 [rows, outputs], the model's raw output. */
  readonly y: number;
  /** f32 [rows, labels]. */
  readonly label: number;
  /** f32 [rows, outputs], to be written: the output after the link, unless the link is the identity. */
  readonly prediction: number;
  /** f32 [rows, outputs], to be written: the value's derivative by y. */
  readonly dy: number;
  /** f64, to be written: the mean loss. */
  readonly value: number;
  readonly outputs: number;
}

/** Kernels in which a neuron learns a whole block. */
export type NeuronRows = Extract<OperationName, `neuron${string}Rows`>;

/** What a loss says of itself. */
export interface LossDefinition {
  readonly name: string;
  /** What turns raw outputs into predictions; `own` where that is a function of the host. */
  readonly linkName: LinkName | 'own';
  /** `values`: a number for each output, from `min` to `max`; `class`: the index of an output. */
  readonly labels: 'values' | 'class';
  readonly min?: number;
  readonly max?: number;
  /** What each number of a label may be, where that isn't the same for all. */
  labelColumns?(outputs: number): readonly LabelColumn[];
  /** The kernel that learns rows of a block by SGD, if the model is a neuron. */
  readonly neuronRows?: NeuronRows;
  /** Instructions that compute value, derivative and prediction for `rows` rows. */
  emit(program: Program, plan: LossPlan): void;
}

/** A measure of error that can be differentiated. */
export interface LossFunction extends LossDefinition {
  readonly min: number;
  readonly max: number;
  /**
   * Turns raw outputs of one sample into its prediction: values, probabilities, or one probability a class.
   *
   * @param output f32 [outputs]
   * @returns f32 [outputs], fresh unless the link is the identity
   */
  link(output: Float32Array): Float32Array;
}

const LARGEST = 3.4028234663852886e38;

/** Completes a definition. */
export function lossFunction(
  definition: LossDefinition & { readonly linkName: LinkName },
): LossFunction {
  return {
    min: -LARGEST,
    max: LARGEST,
    ...definition,
    link: (output) => link(definition.linkName, output),
  };
}
