import type { LinkName } from '../losses/link.ts';

/** What `value` is handed of one sample; views that are valid during the call. */
export interface LossSample {
  /** [outputs], raw: before the link. */
  readonly output: Float32Array;
  /** [outputs], after the link. */
  readonly prediction: Float32Array;
  /** [outputs]; a single number, the class, where `labels` is `class`. */
  readonly label: Float32Array;
}

/** What `derivative` is handed of one sample. */
export interface LossDerivative extends LossSample {
  /** [outputs], to be written: the value's derivative by each of `output`; 0 at first. */
  readonly gradient: Float32Array;
}

/** A link of one's own: writes the prediction from the raw output, both [outputs]. */
export type Link = (output: Float32Array, prediction: Float32Array) => void;

/** A loss in plain TypeScript; see `defineLoss`. */
export interface OwnLossDefinition {
  /** What runs call it; options belong into it, as in `huber(delta=1)`. */
  readonly name: string;
  /** `values`: a number for each output; `class`: the index of an output. Default: values. */
  readonly labels?: 'values' | 'class';
  /** The least label that there can be. Default: any finite number. */
  readonly min?: number;
  /** The largest. Default: any finite number. */
  readonly max?: number;
  /** What turns raw outputs into predictions. Default: nothing, `identity`. */
  readonly link?: LinkName | Link;
  /** The loss of one sample. */
  readonly value: (sample: LossSample) => number;
  /** Writes its derivative. */
  readonly derivative: (sample: LossDerivative) => void;
}
