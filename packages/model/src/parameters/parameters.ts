import { type State, type Stateful, StateReader } from '@rxgrad/online';
import { NonFiniteError } from '../errors/non-finite-error.ts';
import { ParameterError } from '../errors/parameter-error.ts';
import { StaleRecordError } from '../errors/stale-record-error.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { OptimizerBinding } from '../optimizers/optimizer-binding.ts';
import { GivenGradient } from '../records/given-gradient.ts';
import type { Gradient } from '../records/gradient.ts';
import { WeightUpdate } from '../records/weight-update.ts';
import { type ModelSchema, completeSchema } from '../schema/model-schema.ts';
import { readGradient, writeGradient } from './gradient-access.ts';
import { ParameterMemory } from './memory.ts';
import { type Transform, aftermathOf } from '../transforms/transform.ts';
import { TransformPrograms } from '../transforms/transform-programs.ts';
import { NormPrograms } from './norm-programs.ts';
import type { Tensor, TensorSpec } from './tensor.ts';

/** A gradient of one's own: all weights in a row, or by tensor. */
export type GradientValues = Float32Array | Readonly<Record<string, number | ArrayLike<number>>>;

/**
 * Named weights in one flat vector, with the slots of the optimizers that move them, in a memory of their own.
 *
 * Base class of `Model`, and on its own what a pipeline needs that is no stack of layers: see `parameters`.
 *
 * @example
 * ```ts
 * import { parameters } from 'rxgrad';
 * const throwing = parameters({ angle: 0.5, force: [5, 6] });
 * throwing.tensors.map(({ name }) => name); // → ['angle', 'force']
 * Array.from(throwing.data); // → [0.5, 5, 6]
 * ```
 */
export class Parameters implements Stateful {
  /** @internal */
  readonly memory: ParameterMemory;
  #version = 0;
  #epoch = 0;
  #data: Float32Array = new Float32Array(0);
  #generation = 0;
  /** The gradient that the memory holds now. */
  #current: Gradient | undefined;
  #binding: OptimizerBinding | undefined;
  readonly #bindings = new Map<Optimizer, OptimizerBinding>();
  /** States of optimizers that were restored before they were first used. */
  #waiting: State[] = [];
  readonly #norms: NormPrograms;
  readonly #transforms: TransformPrograms;

  constructor(specs: readonly TensorSpec[]) {
    this.memory = new ParameterMemory(specs);
    this.#norms = new NormPrograms(this.memory);
    this.#transforms = new TransformPrograms(this.memory);
  }

  get tensors(): readonly Tensor[] {
    return this.memory.tensors;
  }

  /** All weights: a live view. Read it afresh each time, since the memory may grow and move. */
  get data(): Float32Array {
    const { machine, weights, length } = this.memory;
    if (this.#generation !== machine.generation) {
      this.#data = machine.f32.subarray(weights / 4, weights / 4 + length);
      this.#generation = machine.generation;
    }
    return this.#data;
  }

  /** Updates so far; a restore sets it to that of the snapshot. */
  get version(): number {
    return this.#version;
  }

  /** Restores so far: with the version it names one set of weights. */
  get epoch(): number {
    return this.#epoch;
  }

  /**
   * The weights of one tensor: a live view.
   *
   * @throws ParameterError when there is no tensor of that name
   */
  tensor(name: string): Float32Array {
    const { offset, length } = this.memory.tensor(name);
    return this.data.subarray(offset, offset + length);
  }

  /**
   * A gradient that one computed oneself, to be clipped and applied like any other.
   *
   * @param values all weights' derivatives in a row, or by tensor; tensors left out have gradient 0
   * @param options.loss what it is the derivative of, for whoever watches the run
   * @param options.size how many samples it stands for, 1 unless given
   * @throws ParameterError when a name is unknown or a length is wrong
   * @throws NonFiniteError when a value is NaN or infinite
   */
  gradient(
    values: GradientValues,
    { loss = Number.NaN, size = 1 }: { readonly loss?: number; readonly size?: number } = {},
  ): Gradient {
    this.#current = undefined;
    const flat = values instanceof Float32Array ? values : this.#flatten(values);
    if (flat.length !== this.memory.length) {
      throw new ParameterError(
        `the gradient has ${flat.length} numbers, there are ${this.memory.length} weights`,
      );
    }
    if (!flat.every(Number.isFinite)) throw new NonFiniteError('a gradient is not finite');
    const gradient = new GivenGradient(this, loss, { size });
    this.#write(gradient, flat);
    return gradient;
  }

  /** What the weights are called and where they lie, as plain data. */
  schema(): ModelSchema {
    return completeSchema({ inputs: 0, outputs: 0, layers: [] }, this.tensors);
  }

  /**
   * Replaces all weights, as a mirror does; optimizers keep what they remember.
   *
   * @param values one number a weight
   * @param version what `version` becomes
   * @throws ParameterError when there are too few or too many
   */
  load(values: ArrayLike<number>, version: number = this.#version + 1): void {
    if (values.length !== this.memory.length) {
      throw new ParameterError(
        `${values.length} numbers can't replace ${this.memory.length} weights`,
      );
    }
    this.beforeMove(this.#current === undefined);
    this.data.set(values);
    this.#version = version;
    this.#epoch += 1;
  }

  snapshot(): State {
    return {
      type: 'parameters',
      hash: this.schema().hash,
      version: this.#version,
      weights: this.data.slice(),
      optimizers: [...[...this.#bindings.values()].map((b) => b.snapshot()), ...this.#waiting],
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, 'parameters');
    const hash = reader.string('hash');
    reader.require(
      hash === this.schema().hash,
      'hash',
      'it is of another model; build the same one first',
    );
    const version = reader.count('version');
    const weights = reader.float32('weights', this.memory.length);
    const optimizers = reader.any('optimizers');
    reader.require(Array.isArray(optimizers), 'optimizers', 'an array is expected');
    const states = optimizers as readonly State[];
    const bindings = [...this.#bindings.values()];
    const commits = bindings.map((binding, i) => binding.restoring(states[i]));
    this.beforeMove(this.#current === undefined);
    for (const commit of commits) commit();
    this.#waiting = states.slice(bindings.length);
    this.data.set(weights);
    this.#version = version;
    this.#epoch += 1;
  }

  /** @internal Moves the weights. */
  update(gradient: Gradient, optimizer: Optimizer): WeightUpdate {
    if (this.#current !== gradient) this.#bringBack(gradient);
    const binding = this.bind(optimizer);
    binding.prepare();
    this.beforeMove(false);
    this.memory.machine.execute(binding.update(aftermathOf(gradient.transforms)));
    return this.advance(gradient, binding);
  }

  /** @internal Counts an update that was made. */
  advance(gradient: Gradient, binding: OptimizerBinding): WeightUpdate {
    this.#version += 1;
    binding.step += 1;
    return new WeightUpdate(gradient, this.#version, binding.step - 1, binding.pace);
  }

  /** @internal Counts `updates` that were made in one go. */
  advanceBy(updates: number, binding: OptimizerBinding): void {
    this.#version += updates;
    binding.step += updates;
    this.#current = undefined;
  }

  /** @internal The optimizer's numbers in this memory, made when it is first seen. */
  bind(optimizer: Optimizer): OptimizerBinding {
    if (this.#binding?.optimizer === optimizer) return this.#binding;
    let binding = this.#bindings.get(optimizer);
    if (binding === undefined) {
      binding = new OptimizerBinding(this.memory, optimizer);
      binding.restoring(this.#waiting[0])();
      this.#waiting = this.#waiting.slice(1);
      this.#bindings.set(optimizer, binding);
    }
    this.#binding = binding;
    return binding;
  }

  /** @internal The gradient that is in memory from now on. */
  hold(gradient: Gradient | undefined): void {
    this.#current = gradient;
  }

  /** @internal */
  gradientData(gradient: Gradient): Float32Array {
    if (this.#current !== gradient) this.#bringBack(gradient);
    return readGradient(this.memory);
  }

  /** @internal */
  gradientNorm(gradient: Gradient): number {
    if (this.#current !== gradient) this.#bringBack(gradient);
    return this.#norms.norm();
  }

  /** @internal Changes the gradient in memory. */
  transformGradient(gradient: Gradient, transform: Transform): Gradient {
    for (const name of transform.frozen ?? []) this.memory.tensor(name);
    if (this.#current !== gradient) this.#bringBack(gradient);
    this.#transforms.run(transform);
    const changed = gradient.changed([...gradient.transforms, transform]);
    this.#current = changed;
    return changed;
  }

  /** @internal Weights are about to change; `free` where memory holds no gradient. */
  protected beforeMove(_free: boolean): void {}

  /** Puts a gradient back into memory that isn't there, if it can be. */
  #bringBack(gradient: Gradient): void {
    if (gradient.kept !== undefined) this.#write(gradient, gradient.kept);
    else if (this.recompute(gradient)) this.#current = gradient;
    else throw new StaleRecordError('gradient');
    if (gradient.kept === undefined) for (const t of gradient.transforms) this.#transforms.run(t);
  }

  /** @internal Computes a gradient again, where the model still can. */
  protected recompute(_gradient: Gradient): boolean {
    return false;
  }

  #write(gradient: Gradient, flat: Float32Array): void {
    writeGradient(this.memory, flat);
    this.#current = gradient;
  }

  #flatten(values: Readonly<Record<string, number | ArrayLike<number>>>): Float32Array {
    const flat = new Float32Array(this.memory.length);
    for (const [name, value] of Object.entries(values)) {
      const { offset, length } = this.memory.tensor(name);
      const numbers = typeof value === 'number' ? [value] : value;
      if (numbers.length !== length) {
        throw new ParameterError(
          `tensor "${name}" has ${length} weights, its gradient has ${numbers.length} numbers`,
        );
      }
      flat.set(numbers, offset);
    }
    return flat;
  }
}
