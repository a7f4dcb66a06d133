import { Program, type Section } from '@rxgrad/kernels';
import { type State, StateReader } from '@rxgrad/online';
import type { ParameterMemory } from '../parameters/memory.ts';
import type { Segment } from '../parameters/segment.ts';
import type { Neuron } from './linear-rule.ts';
import type { Optimizer } from './optimizer.ts';
import type { Pace } from '../records/weight-update.ts';
import type { RulePlan } from './rule.ts';
import type { Aftermath } from '../transforms/transform.ts';

/** What an optimizer remembers. */
interface Kept {
  readonly step: number;
  readonly scalars: ArrayLike<number>;
  readonly slots: readonly Float32Array[];
}

/** An optimizer at work on one set of parameters: its numbers in their memory, and the program that moves them. */
export class OptimizerBinding {
  readonly optimizer: Optimizer;
  /** Updates made so far. */
  step = 0;
  /** Of the step that was prepared last. */
  pace: Pace = { learningRate: 0 };
  readonly #memory: ParameterMemory;
  readonly #hyperparameters: readonly string[];
  readonly #scalarNames: readonly string[];
  readonly #scalars: number;
  readonly #slots: readonly number[];
  #revision = 0;
  #layout = 0;
  #decay = 0;
  #zero = 0;
  /** Copies of gradients, by place and size. */
  readonly #copies = new Map<string, number>();
  /** The programs of an update, by what transforms leave for it to do. */
  readonly #updates = new Map<string, Section>();

  constructor(memory: ParameterMemory, optimizer: Optimizer) {
    const { machine, length } = memory;
    const { defaults, scalars, slots } = optimizer.rule;
    this.#memory = memory;
    this.optimizer = optimizer;
    this.#hyperparameters = Object.keys(defaults);
    this.#scalarNames = [...this.#hyperparameters, ...Object.keys(scalars)];
    this.#scalars = machine.allocate(this.#scalarNames.length * 8);
    this.#slots = slots.map(() => machine.allocate(length * 4));
  }

  /** Puts this step's hyperparameters into place; almost free while none of them changes. */
  prepare(): void {
    const { optimizer } = this;
    if (this.#revision === optimizer.revision && !optimizer.scheduled) return;
    const { f64 } = this.#memory.machine;
    for (const [i, name] of this.#hyperparameters.entries()) {
      f64[this.#scalars / 8 + i] = optimizer.valueAt(name, this.step);
    }
    this.pace = {
      learningRate: f64[this.#scalar(optimizer.rule.rate ?? 'learningRate') / 8] as number,
    };
    this.#revision = optimizer.revision;
  }

  /** The program of one update, for the addresses as they are now. */
  update(aftermath: Aftermath): Section {
    if (this.#layout !== this.#memory.layout) this.#updates.clear();
    this.#layout = this.#memory.layout;
    this.setDecay(aftermath);
    const key = keyOf(aftermath);
    const known = this.#updates.get(key);
    if (known !== undefined) return known;
    const program = new Program();
    this.emitUpdate(program, aftermath);
    const section = this.#memory.machine.place(program);
    this.#updates.set(key, section);
    return section;
  }

  /** Instructions of one update, its decay to be told by `setDecay`. */
  emitUpdate(program: Program, { frozen, decay }: Aftermath): void {
    this.begin(program);
    for (const segment of movable(this.#memory, frozen)) {
      this.optimizer.rule.keep?.(program, segment, this.#plan(segment.offset));
      if (decay > 0) program.emit('decayWeights', { ...segment, ...this.#decayAt() });
      this.emit(program, segment);
    }
  }

  /** How much of the learning rate weights shrink by in the next updates. */
  setDecay({ decay }: Aftermath): void {
    if (decay > 0) this.#memory.machine.f64[this.#decayAt().weightDecay / 8] = decay;
  }

  begin(program: Program): void {
    this.optimizer.rule.begin?.(program, this.#plan(0));
  }

  emit(program: Program, segment: Segment): void {
    this.optimizer.rule.emit(program, segment, this.#plan(segment.offset));
  }

  /** The update of a linear neuron; offsets are those of its weights and its bias. */
  emitLinear(program: Program, neuron: Neuron, weights: number, bias: number): void {
    this.optimizer.rule.linear?.emit(program, neuron, this.#plan(weights), this.#plan(bias));
  }

  /** Byte address of a hyperparameter, an f64. */
  address(hyperparameter: string): number {
    return this.#scalar(hyperparameter);
  }

  /** Byte address of the first hyperparameter; they stand side by side. */
  get hyperparameters(): number {
    return this.#scalars;
  }

  get hyperparameterBytes(): number {
    return this.#hyperparameters.length * 8;
  }

  /** Writes the hyperparameters of the next `steps` steps, a row of f64 for each, to f64[at …]. */
  writeSchedule(f64: Float64Array, at: number, steps: number): void {
    const names = this.#hyperparameters;
    for (let i = 0; i < steps; i += 1) {
      for (const [j, name] of names.entries()) {
        f64[at + i * names.length + j] = this.optimizer.valueAt(name, this.step + i);
      }
    }
  }

  snapshot(): State {
    const { f32, f64 } = this.#memory.machine;
    const kept = this.#scalars / 8 + this.#hyperparameters.length;
    return {
      type: this.optimizer.type,
      step: this.step,
      scalars: f64.slice(kept, this.#scalars / 8 + this.#scalarNames.length),
      slots: this.#slots.map((at) => f32.slice(at / 4, at / 4 + this.#memory.length)),
    };
  }

  /**
   * Checks a state and returns what puts it into place; without a state, what starts anew.
   *
   * @throws StateError when the state is another optimizer's
   */
  restoring(state: State | undefined): () => void {
    const { scalars, slots, step } = state === undefined ? this.#initial() : this.#read(state);
    return () => {
      const { f32, f64 } = this.#memory.machine;
      this.step = step;
      this.#revision = 0;
      f64.set(scalars, this.#scalars / 8 + this.#hyperparameters.length);
      for (const [i, at] of this.#slots.entries()) {
        const slot = slots[i];
        if (slot === undefined) f32.fill(0, at / 4, at / 4 + this.#memory.length);
        else f32.set(slot, at / 4);
      }
    };
  }

  #initial(): Kept {
    return { step: 0, scalars: Object.values(this.optimizer.rule.scalars), slots: [] };
  }

  #read(state: State): Kept {
    const { length } = this.#memory;
    const { type, rule } = this.optimizer;
    const reader = new StateReader(state, type);
    const slots = reader.any('slots');
    reader.require(
      Array.isArray(slots) &&
        slots.length === this.#slots.length &&
        slots.every((slot) => slot instanceof Float32Array && slot.length === length),
      'slots',
      `${this.#slots.length} vectors of ${length} numbers are expected`,
    );
    return {
      step: reader.count('step'),
      scalars: reader.float64('scalars', Object.keys(rule.scalars).length),
      slots: slots as Float32Array[],
    };
  }

  #decayAt(): { readonly learningRate: number; readonly weightDecay: number } {
    if (this.#decay === 0) this.#decay = this.#memory.machine.allocate(8);
    return { learningRate: this.#scalar('learningRate'), weightDecay: this.#decay };
  }

  #copyOf({ gradient, width, capacity }: Segment): { gradient: number; zero: number } {
    const { machine } = this.#memory;
    if (this.#zero === 0) this.#zero = machine.allocate(8);
    const bytes = width * capacity * 4;
    const key = `${gradient} ${bytes}`;
    const copy = this.#copies.get(key) ?? machine.allocate(bytes);
    this.#copies.set(key, copy);
    return { gradient: copy, zero: this.#zero };
  }

  #scalar(name: string): number {
    return this.#scalars + this.#scalarNames.indexOf(name) * 8;
  }

  #plan(offset: number): RulePlan {
    const names = this.optimizer.rule.slots;
    return {
      scalar: (name) => this.#scalar(name),
      slot: (name) => (this.#slots[names.indexOf(name)] as number) + offset * 4,
      copyOf: (segment) => this.#copyOf(segment),
    };
  }
}

/** Aftermaths with the same instructions have the same key. */
function keyOf({ decay, frozen }: Aftermath): string {
  if (decay === 0 && frozen.length === 0) return '';
  return JSON.stringify([decay > 0, ...frozen]);
}

/** The segments without the frozen tensors. */
function movable(memory: ParameterMemory, frozen: readonly string[]): readonly Segment[] {
  if (frozen.length === 0) return memory.segments;
  return memory.tensors
    .filter(({ name }) => !frozen.includes(name))
    .map((tensor) => memory.segmentOf(tensor));
}
