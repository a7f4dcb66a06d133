import { Random, type State, StateReader } from '@rxgrad/online';
import { LinearModelError } from './errors/linear-model-error.ts';
import type { Layer } from './layers/layer.ts';
import type { LossFunction } from './losses/loss-function.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { Parameters } from './parameters/parameters.ts';
import type { BuiltLayer } from './plan/built-layer.ts';
import { LayerStates } from './plan/layer-states.ts';
import { requireNeuron, requireOneSample } from './plan/neuron-update.ts';
import { StepUnderWay } from './plan/step-under-way.ts';
import { Workspace } from './plan/workspace.ts';
import type { Forward } from './records/forward.ts';
import type { Gradient } from './records/gradient.ts';
import type { Loss } from './records/loss.ts';
import type { WeightUpdate } from './records/weight-update.ts';
import { Batch } from './samples/batch.ts';
import type { Block } from './samples/block.ts';
import type { Features } from './samples/features.ts';
import { type ModelSchema, completeSchema } from './schema/model-schema.ts';

/** What a model is made of; made by `sequential` and `modelFromSchema`. */
export interface Blueprint {
  readonly name?: string | undefined;
  readonly features?: readonly string[] | undefined;
  readonly layers: readonly BuiltLayer[];
}

/**
 * Layers over parameters, as a plan in one WebAssembly memory: weights, gradients, optimizer slots and activations at fixed
 * places, and programs of kernel calls for each stage. Made by `sequential`.
 *
 * Records (`Forward → Loss → Gradient → WeightUpdate`) hold views of that memory, valid until the next step.
 *
 * @example
 * ```ts
 * import { constant, dense, relu, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 2 }, dense(3, { initializer: constant(1) }), relu(), dense(1));
 * model.tensors.map(({ shape }) => shape); // → [[2, 3], [3], [3, 1], [1]]
 * model.predictOne([1, 2]).length; // → 1
 * ```
 */
export class Model extends Parameters {
  readonly name: string | undefined;
  /** What the inputs are called, where `sequential` was told. */
  readonly features: readonly string[] | undefined;
  /** Numbers in x. */
  readonly inputs: number;
  /** Numbers in the output. */
  readonly outputs: number;
  /** @internal */
  readonly workspace: Workspace;
  readonly #layers: readonly BuiltLayer[];
  readonly #states: LayerStates;
  readonly #step: StepUnderWay;
  #inference: Workspace | undefined;
  #output: Float32Array = new Float32Array(0);
  #prediction: Float32Array = new Float32Array(0);

  /** @internal */
  constructor({ name, features, layers }: Blueprint) {
    super(layers.flatMap(({ specs }) => specs));
    this.name = name;
    this.features = features;
    this.inputs = layers[0]?.inputs ?? 0;
    this.outputs = layers.at(-1)?.outputs ?? 0;
    this.#states = new LayerStates(this.memory.machine, layers);
    this.workspace = new Workspace(this.memory, layers, this.#states, true);
    this.#step = new StepUnderWay(this, this.workspace, this.#states);
    this.#layers = layers;
  }

  get layers(): readonly Layer[] {
    return this.#layers.map(({ layer }) => layer);
  }

  /** Gives every tensor its first values, and every layer its first state. */
  initialize(seed: number): void {
    this.beforeMove(false);
    const random = new Random(seed);
    for (const [i, { layer, name, inputs }] of this.#layers.entries()) {
      for (const { initializer, fanIn, fanOut, ...tensor } of layer.tensors(inputs)) {
        initializer.fill(this.tensor(`${name}.${tensor.name}`), fanIn, fanOut, random);
      }
      this.#states.initialize(i, random);
    }
  }

  /** Forgets what layers such as `gru` remember of earlier samples: another sequence begins. Weights stay as they are. */
  reset(): void {
    this.#states.reset();
  }

  /** With layers' states, where they have any. */
  override snapshot(): State {
    const state = super.snapshot();
    if (this.#states.length === 0) return state;
    return { ...(state as { readonly [key: string]: State }), layers: this.#states.words.slice() };
  }

  override restore(state: State): void {
    if (this.#states.length === 0) return super.restore(state);
    const reader = new StateReader(state, 'parameters');
    const layers = reader.uint32('layers', this.#states.length);
    reader.require(this.#states.accepts(layers), 'layers', 'no layers of this model can be in it');
    super.restore(state);
    this.#states.words.set(layers);
  }

  /** What layers carry from sample to sample, beside weights: u32 words, empty where none does; a live view. */
  get layerState(): Uint32Array {
    return this.#states.words;
  }

  /**
   * Puts back what `layerState` showed.
   *
   * @throws StateError when these layers can't be in that state; they are left as they were
   */
  restoreLayers(layerState: Uint32Array): void {
    const reader = new StateReader({ type: 'layers', layerState }, 'layers');
    const words = reader.uint32('layerState', this.#states.length);
    reader.require(this.#states.accepts(words), 'layerState', 'no layers can be in it');
    this.#states.words.set(words);
  }

  /**
   * Predicts a batch, to learn from it.
   *
   * @throws ShapeError when a sample has another number of features, NonFiniteError when one isn't finite; weights
   *   are unchanged
   */
  forward(batch: Batch | Block): Forward {
    return this.#step.forward(batch);
  }

  /**
   * Predicts one sample, without disturbing a step that is under way.
   *
   * @returns f32 [outputs], fresh and raw: before any link (a loss's `link` applies it)
   * @throws ShapeError, NonFiniteError as `forward`
   */
  predictOne(x: Features): Float32Array {
    return this.#predict(Batch.one({ x, y: 0 }));
  }

  /**
   * Predicts several samples at once.
   *
   * @returns f32 [rows, outputs], fresh and raw
   * @throws ShapeError, NonFiniteError as `forward`
   */
  predictMany(rows: readonly Features[] | Block): Float32Array {
    if ('size' in rows) return this.#predict(rows);
    return rows.length === 0
      ? new Float32Array(0)
      : this.#predict(Batch.of(rows.map((x) => ({ x, y: 0 }))));
  }

  override schema(): ModelSchema {
    const { name, features, inputs, outputs } = this;
    const layers = this.#layers.map((built) => ({
      type: built.layer.type,
      name: built.name,
      ...built.layer.config,
    }));
    return completeSchema(
      {
        ...(name !== undefined && { name }),
        inputs,
        ...(features && { features }),
        outputs,
        layers,
      },
      this.tensors,
    );
  }

  /** @internal Counts a step that the fast path makes, states included; older records are stale from here on. */
  turn(): number {
    return this.#step.skip();
  }

  /** @internal What the fast path left in memory: a gradient, if it wrote one, and the loss. */
  leave(gradient: Gradient | undefined, loss: Loss): void {
    this.hold(gradient);
    this.#step.left(loss);
  }

  /** @internal */
  measure(forward: Forward, lossFunction: LossFunction): Loss {
    return this.#step.measure(forward, lossFunction);
  }

  /** @internal The value of the loss that is under way. */
  settle(): number {
    return this.#step.settle();
  }

  /** @internal */
  differentiate(loss: Loss): Gradient {
    return this.#step.differentiate(loss);
  }

  /** @internal */
  override update(gradient: Gradient, optimizer: Optimizer): WeightUpdate {
    const linear = optimizer.rule.linear !== undefined;
    if (linear) this.#requireLinear(gradient, optimizer);
    const binding = this.bind(optimizer);
    binding.prepare();
    if (this.#step.complete(gradient, binding, linear)) return this.advance(gradient, binding);
    return super.update(gradient, optimizer);
  }

  /** @internal */
  outputOf(forward: Forward): Float32Array {
    this.#step.requireFresh(forward, 'forward');
    const { machine, y } = this.workspace;
    this.#output = view(this.#output, machine.f32, y, forward.batch.size * this.outputs);
    return this.#output;
  }

  /** @internal */
  predictionOf(loss: Loss): Float32Array {
    this.#step.bringBack(loss, 'loss');
    this.#step.settle();
    const { machine, y, prediction } = this.workspace;
    const at = loss.lossFunction.linkName === 'identity' ? y : prediction;
    const length = loss.forward.batch.size * this.outputs;
    this.#prediction = view(this.#prediction, machine.f32, at, length);
    return this.#prediction;
  }

  protected override beforeMove(free: boolean): void {
    const written = this.#step.beforeMove(free);
    if (written !== undefined) this.hold(written);
  }

  protected override recompute(gradient: Gradient): boolean {
    return this.#step.recompute(gradient);
  }

  #requireLinear(gradient: Gradient, optimizer: Optimizer): void {
    const { loss } = gradient;
    if (loss === undefined || !this.#step.derived(gradient)) throw changedGradient(optimizer);
    requireNeuron(this.workspace, optimizer, loss.lossFunction);
    requireOneSample(optimizer, gradient.size);
  }

  #predict(batch: Batch | Block): Float32Array {
    const workspace = (this.#inference ??= new Workspace(
      this.memory,
      this.#layers,
      this.#states,
      false,
    ));
    workspace.write(batch);
    const { machine } = workspace;
    workspace.run(workspace.forward, batch.size);
    return machine.f32.slice(workspace.y / 4, workspace.y / 4 + batch.size * this.outputs);
  }
}

function changedGradient({ type }: Optimizer): LinearModelError {
  return new LinearModelError(
    `${type} looks at features, so the gradient must be the loss's own, neither changed nor copied nor given`,
  );
}

/** The view from before if it still shows the same place. */
function view(
  known: Float32Array,
  f32: Float32Array,
  address: number,
  length: number,
): Float32Array {
  if (known.length === length && known.byteOffset === address && known.buffer === f32.buffer)
    return known;
  return f32.subarray(address / 4, address / 4 + length);
}
