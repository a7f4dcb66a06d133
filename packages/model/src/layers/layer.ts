import type { Program } from '@rxgrad/kernels';
import type { Initializer } from '../initializers/initializer.ts';
import type { Segment } from '../parameters/segment.ts';

/** A tensor that a layer wants, called `layer.name` in the model. */
export interface LayerTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  readonly fanIn: number;
  readonly fanOut: number;
  /** True when only the rows that a batch has entries for have a gradient. */
  readonly sparse?: boolean;
  /** True for a matrix that files hold the other way round, as PyTorch keeps it: [columns, rows]. */
  readonly transposed?: boolean;
}

/** Where a layer finds its numbers, as byte addresses; vectors are rows of a matrix, one row a sample. */
export interface LayerPlan {
  readonly inputs: number;
  readonly outputs: number;
  /** f32 [rows, inputs]. */
  readonly x: number;
  /** f32 [rows, outputs], written by `forward`. */
  readonly y: number;
  /** f32 [rows, outputs]: the loss's derivative by y. */
  readonly dy: number;
  /** f32 [rows, inputs], written by `inputGradient`. */
  readonly dx: number;
  /** The model's sparse input, for a first layer that takes it: u32 [rows + 1], u32 and f32 [entries]. */
  readonly entries: { readonly starts: number; readonly indices: number; readonly values: number };
  /** f32 [rows, scratch], for what the way back needs from the way forth. */
  readonly scratch: number;
  /** Weights and gradient of one of the layer's tensors. */
  tensor(name: string): Segment;
}

/** What a layer's factory was given: plain JSON, enough to build the layer again. */
export type LayerConfig = Readonly<Record<string, string | number | boolean>>;

/**
 * A layer, before it is part of a model: shapes, tensors, and the instructions for its way forth and back.
 *
 * Layers hold no numbers; one may be part of several models.
 */
export interface Layer {
  readonly type: string;
  /** Given by the user; otherwise the model finds one. */
  readonly name?: string | undefined;
  readonly config: LayerConfig;
  /** True when it reads the model's sparse entries in place of x; only a first layer can. */
  readonly sparse?: boolean;
  /** Numbers a row that it wants to keep from forward to backward. */
  readonly scratch?: number;
  /** How many outputs it has for so many inputs. */
  outputs(inputs: number): number;
  tensors(inputs: number): readonly LayerTensor[];
  /** y from x. */
  forward(program: Program, plan: LayerPlan): void;
  /** dx from dy; left out of the plan where nothing comes before. */
  inputGradient?(program: Program, plan: LayerPlan): void;
  /** Its tensors' gradients from x and dy. */
  weightGradient?(program: Program, plan: LayerPlan): void;
  /**
   * Its tensors' gradients and w −= η·g in one go, without writing the gradients down; to the same bits.
   *
   * @param learningRate byte address of η, an f64
   */
  descend?(program: Program, plan: LayerPlan, learningRate: number): void;
}
