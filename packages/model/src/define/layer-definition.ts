import type { Initializer } from '../initializers/initializer.ts';
import type { OptionKinds, OptionValues } from './layer-options.ts';

/** What `forward` is handed of one sample; views that are valid during the call. */
export interface LayerForward<Options, Tensor extends string> {
  readonly options: Options;
  /** [inputs], to be read. */
  readonly x: Float32Array;
  /** [outputs], to be written; 0 at first. */
  readonly y: Float32Array;
  /** The layer's tensors by name, row-major, to be read. */
  readonly weights: Readonly<Record<Tensor, Float32Array>>;
  /** [keeps], for what the way back needs from the way forth. */
  readonly kept: Float32Array;
}

/** What `inputGradient` is handed of one sample. */
export interface LayerInputGradient<Options, Tensor extends string> extends LayerForward<
  Options,
  Tensor
> {
  /** [outputs], to be read: the loss's derivative by y. */
  readonly dy: Float32Array;
  /** [inputs], to be written: the loss's derivative by x; 0 at first. */
  readonly dx: Float32Array;
}

/** What `weightGradient` is handed of one sample. */
export interface LayerWeightGradient<Options, Tensor extends string> extends LayerForward<
  Options,
  Tensor
> {
  /** [outputs], to be read: the loss's derivative by y. */
  readonly dy: Float32Array;
  /** By tensor, to be *added* to: the loss's derivative by each weight, 0 before the first sample. */
  readonly gradients: Readonly<Record<Tensor, Float32Array>>;
}

/** How large a tensor is and how it begins. */
export interface TensorDefinition {
  readonly shape: readonly number[];
  /** Default: uniform in ±1/√fanIn. */
  readonly initializer?: Initializer;
  /** How many inputs each output sums up. Default: the layer's. */
  readonly fanIn?: number;
  /** How many outputs each input goes to. Default: the layer's. */
  readonly fanOut?: number;
}

/** A layer in plain TypeScript; see `defineLayer`. */
export interface LayerDefinition<
  Kinds extends OptionKinds,
  Defaults extends Partial<OptionValues<Kinds>>,
  Tensor extends string,
> {
  /** What schemas call it. */
  readonly type: string;
  /** Its options and their kinds: `count` (a whole number ≥ 1), `number`, `boolean`. They stand in the model's schema. */
  readonly options?: Kinds;
  readonly defaults?: Defaults;
  /** How many outputs it has for so many inputs. Default: as many. */
  outputs?(inputs: number, options: OptionValues<Kinds>): number;
  /** Its weights, by name. Default: none. */
  tensors?(
    inputs: number,
    options: OptionValues<Kinds>,
  ): Readonly<Record<Tensor, TensorDefinition>>;
  /** Numbers a sample that go from `forward` to the way back. Default: 0. */
  keeps?(options: OptionValues<Kinds>): number;
  /** Writes y from x and the weights. */
  forward(sample: LayerForward<OptionValues<Kinds>, Tensor>): void;
  /** Writes dx from dy. Without it the layer must come first. */
  inputGradient?(sample: LayerInputGradient<OptionValues<Kinds>, Tensor>): void;
  /** Adds this sample's part to the gradients. Needed where there are tensors. */
  weightGradient?(sample: LayerWeightGradient<OptionValues<Kinds>, Tensor>): void;
}
