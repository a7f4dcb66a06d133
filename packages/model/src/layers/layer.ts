import type { Program } from '@rxgrad/kernels';
import type { Random } from '@rxgrad/online';
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
  /** The layer's name in the model. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** f32 [rows, inputs]. */
  readonly x: number;
  /** f32 [rows, outputs], written by `forward`. */
  readonly y: number;
  /** f32 [rows, outputs]: the loss's derivative by y. */
  readonly dy: number;
  /** f32 [rows, inputs], written by `inputGradient`; 0 where nothing comes before, and nobody asks for it. */
  readonly dx: number;
  /** The model's sparse input, for a first layer that takes it: u32 [rows + 1], u32 and f32 [entries]. */
  readonly entries: { readonly starts: number; readonly indices: number; readonly values: number };
  /** For what the way back needs from the way forth: as many numbers as the layer's `scratch` says. */
  readonly scratch: number;
  /** How many rows there is room for. */
  readonly capacity: number;
  /** False where nothing but predictions are made. */
  readonly training: boolean;
  /** u32 words that last from batch to batch, shared by training and prediction: as many as `state.words` says. */
  readonly state: number;
  /** Weights and gradient of one of the layer's tensors. */
  tensor(name: string): Segment;
}

/** Which numbers of the model's input rows a layer sees, before they are copied anywhere. */
export interface InputColumns {
  /** Byte address of f32 [rows, width]. */
  readonly x: number;
  readonly width: number;
  /** The first column that the layer sees, and how many there are. */
  readonly from: number;
  readonly columns: number;
  /** Byte address of the flag that tells why a program ended. */
  readonly fault: number;
}

/** A part of a layer's state: f32 numbers, or u32 words that are counts or keys. */
export interface StatePart {
  readonly name: string;
  readonly shape: readonly number[];
  readonly kind: 'f32' | 'u32';
}

/** What a layer carries from one batch to the next beside its weights, in u32 words of the model's memory. */
export interface LayerState {
  words(inputs: number): number;
  /** What the words are, in their order: how files show them. */
  parts(inputs: number): readonly StatePart[];
  /** The first state, where it isn't 0. */
  initialize?(words: Uint32Array, inputs: number, random: Random): void;
  /** False for words that can't be its state, as in a damaged snapshot. Default: any can. */
  accepts?(words: Uint32Array, inputs: number): boolean;
  /** Forgets what it remembers of samples. */
  reset?(words: Uint32Array, inputs: number): void;
}

/** What a layer's factory was given: plain JSON, enough to build the layer again. */
export type LayerConfig = Readonly<
  Record<string, string | number | boolean | readonly LayerSchema[]>
>;

/** A layer as plain data: its type, its name and what its factory was given. */
export interface LayerSchema {
  readonly type: string;
  readonly name: string;
  readonly [option: string]: string | number | boolean | readonly LayerSchema[];
}

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
  /** True when x must be categories of the model's own input: then nothing but slices may come before it. */
  readonly categories?: boolean;
  readonly state?: LayerState;
  /** How many numbers it wants to keep from forward to backward, for so many rows. */
  scratch?(inputs: number, rows: number): number;
  /** How many rows of a sparse table one sample touches at most, where that doesn't follow from its sparse entries. */
  touches?(inputs: number): number;
  /** For a layer that only picks columns: which of them the next layer sees. */
  passes?(columns: InputColumns): InputColumns;
  /** An instruction that ends the program if the model's input isn't what the layer can take. */
  check?(program: Program, columns: InputColumns): void;
  /** True when its instructions call functions of the host, which may throw: weights move only when all have returned. */
  readonly host?: boolean;
  /** How many outputs it has for so many inputs. */
  outputs(inputs: number): number;
  tensors(inputs: number): readonly LayerTensor[];
  /** y from x. */
  forward(program: Program, plan: LayerPlan): void;
  /** dx from dy; left out of the plan where nothing comes before. */
  inputGradient?(program: Program, plan: LayerPlan): void;
  /** Its tensors' gradients from x and dy. */
  weightGradient?(program: Program, plan: LayerPlan): void;
  /** True when those depend on weights too: once these have moved, they can't be computed again. */
  readonly gradientFromWeights?: boolean;
  /**
   * Its tensors' gradients and w −= η·g in one go, without writing the gradients down; to the same bits.
   *
   * @param learningRate byte address of η, an f64
   */
  descend?(program: Program, plan: LayerPlan, learningRate: number): void;
  /** Moves its state on; once for each batch that a gradient was taken of, after the gradients. */
  commit?(program: Program, plan: LayerPlan): void;
}
