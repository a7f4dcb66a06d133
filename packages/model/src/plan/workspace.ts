import { type Machine, Program, type Section } from '@rxgrad/kernels';
import type { LayerPlan } from '../layers/layer.ts';
import { emitChecks } from '../layers/order.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import type { ParameterMemory } from '../parameters/memory.ts';
import type { Batch } from '../samples/batch.ts';
import { type Block, isBlock } from '../samples/block.ts';
import { withoutFeatures } from '../samples/no-sample.ts';
import type { Sample } from '../samples/sample.ts';
import { type BuiltLayer, tensorOf } from './built-layer.ts';
import { categoryFault } from './category-fault.ts';
import { DenseInput } from './dense-input.ts';
import { Labels } from './labels.ts';
import type { LayerStates } from './layer-states.ts';
import { type SparseAddresses, SparseInput, entriesOf, sparseRowsOf } from './sparse-input.ts';

const NOWHERE: Section = { first: 0, last: 0 };

/** A loss at work in a workspace. */
interface LossBinding {
  readonly loss: LossFunction;
  readonly section: Section;
  readonly labels: Labels;
  /** It calls a function of the host, which may throw. */
  readonly hosted: boolean;
}

/**
 * Room for one batch on its way through the layers and back, and the programs that take it there.
 *
 * Made for as many rows as were seen at most; when more come, it moves into a larger one and compiles its programs anew.
 */
export class Workspace {
  readonly memory: ParameterMemory;
  readonly layers: readonly BuiltLayer[];
  readonly input: DenseInput;
  readonly entries: SparseInput;
  readonly sparse: boolean;
  /** Grows by one when an address changed. */
  layout = 0;
  label = 0;
  prediction = 0;
  /** Address of the loss, an f64. */
  readonly value: number;
  /** Address of a flag that the program sets when it refuses a batch, and a word on the reason: u32 [2]. */
  readonly fault: number;
  forward: Section = NOWHERE;
  /** Input gradients, then weight gradients. */
  backward: Section = NOWHERE;
  weightGradients: Section = NOWHERE;
  /** Moves layers' states on, after a gradient. */
  commit: Section = NOWHERE;
  readonly #states: LayerStates;
  readonly #training: boolean;
  readonly #losses = new Map<LossFunction, LossBinding>();
  #lastLoss: LossBinding | undefined;
  #rows = 0;
  #entries = 0;
  #memoryLayout = 0;
  #outputs: number[] = [];
  #gradients: number[] = [];
  #scratch: number[] = [];

  constructor(
    memory: ParameterMemory,
    layers: readonly BuiltLayer[],
    states: LayerStates,
    training: boolean,
  ) {
    const inputs = layers[0]?.inputs ?? 0;
    this.memory = memory;
    this.layers = layers;
    this.sparse = layers[0]?.layer.sparse ?? false;
    this.input = new DenseInput(memory.machine, inputs);
    this.entries = new SparseInput(memory.machine, inputs);
    this.value = memory.machine.allocate(8);
    this.fault = memory.machine.allocate(8);
    this.#states = states;
    this.#training = training;
  }

  get machine(): Machine {
    return this.memory.machine;
  }

  get outputs(): number {
    return this.layers.at(-1)?.outputs ?? 0;
  }

  /** Byte address of the last layer's output. */
  get y(): number {
    return this.#outputs.at(-1) ?? 0;
  }

  /**
   * Runs a program that begins with the check of its input.
   *
   * @throws ShapeError, NonFiniteError, CategoryError when a sample of the batch can't be; the program did nothing then
   */
  run({ first, last }: Section, rows: number): void {
    const { machine } = this;
    machine.run(first, last);
    if (machine.u32[this.fault >>> 2] !== 0) throw this.explain(rows);
  }

  /** Why a program refused its input, at an address of its own if it is a block's. */
  explain(rows: number, x: number = this.input.address, entries?: SparseAddresses): Error {
    const { machine, fault, input } = this;
    const category = categoryFault(machine, fault, x, input.inputs);
    machine.u32[fault >>> 2] = 0;
    if (this.sparse) return this.entries.explain(rows, entries);
    return category ?? input.explain(rows, x);
  }

  /** Copies a batch in. */
  write(batch: Batch | Block): void {
    if (isBlock(batch)) return this.#writeBlock(batch);
    const rows = batch.size;
    const input = this.sparse ? this.entries : this.input;
    try {
      this.reserve(rows, this.sparse ? countEntries(batch) : 0);
      for (let row = 0; row < rows; row += 1) {
        input.write((batch.at(row) as Sample).x, row);
      }
    } catch (error) {
      throw withoutFeatures(batch) ?? error;
    }
    this.machine.rows = rows;
  }

  /** Makes room; moves only when there is too little. */
  reserve(rows: number, entries: number): void {
    const enough = rows <= this.#rows && entries <= this.#entries;
    if (enough && this.#memoryLayout === this.memory.layout) return;
    if (rows > this.#rows) {
      this.#rows = Math.max(rows, this.#rows * 2);
      if (this.#training) this.#reserveTables();
    }
    if (entries > this.#entries) {
      this.#entries = Math.max(entries, this.#entries * 2);
      if (this.#training) this.memory.reserveEntries(this.#entries);
    }
    if (!enough) this.#allocate();
    this.#compile();
  }

  /** How a loss is computed here: labels in, then the program for value, derivative and prediction. */
  loss(loss: LossFunction): LossBinding {
    if (this.#lastLoss?.loss === loss) return this.#lastLoss;
    this.#lastLoss = this.#losses.get(loss) ?? this.#compileLoss(loss);
    return this.#lastLoss;
  }

  emitLoss(program: Program, loss: LossFunction): void {
    const { y, label, prediction, value, outputs } = this;
    loss.emit(program, { y, label, prediction, dy: this.#gradients.at(-1) ?? 0, value, outputs });
  }

  /** Instructions that end the program if the batch can't be, or a block that lies elsewhere. */
  emitCheck(program: Program, x: number = this.input.address, entries?: SparseAddresses): void {
    const { fault, layers, input } = this;
    if (this.sparse) return this.entries.emitCheck(program, fault, entries);
    input.emitCheck(program, fault, x);
    const columns = { x, width: input.inputs, from: 0, columns: input.inputs, fault };
    emitChecks(
      program,
      layers.map(({ layer }) => layer),
      columns,
    );
  }

  emitForward(program: Program): void {
    for (const [i, { layer }] of this.layers.entries()) layer.forward(program, this.plan(i));
  }

  emitBackward(program: Program): void {
    this.#emitInputGradients(program);
    this.#emitWeightGradients(program);
  }

  emitCommit(program: Program): void {
    for (const [i, { layer }] of this.layers.entries()) layer.commit?.(program, this.plan(i));
  }

  /** What layer `i` needs to know. */
  plan(i: number): LayerPlan {
    const { memory, entries } = this;
    const built = this.layers[i] as BuiltLayer;
    return {
      name: built.name,
      inputs: built.inputs,
      outputs: built.outputs,
      x: i === 0 ? this.input.address : (this.#outputs[i - 1] as number),
      y: this.#outputs[i] as number,
      dx: i === 0 ? 0 : (this.#gradients[i - 1] ?? 0),
      dy: this.#gradients[i] ?? 0,
      entries,
      scratch: this.#scratch[i] ?? 0,
      capacity: this.#rows,
      training: this.#training,
      state: this.#states.addressOf(i),
      tensor: (name) => memory.segmentOf(tensorOf(memory.tensors, built, name)),
    };
  }

  #writeBlock(block: Block): void {
    if (this.sparse) {
      const rows = sparseRowsOf(block, this.entries.inputs);
      this.reserve(block.size, rows.indices.length);
      this.entries.writeRows(rows, this.entries);
    } else {
      this.reserve(block.size, 0);
      this.input.writeBlock(block, this.input.address);
    }
    this.machine.rows = block.size;
  }

  #allocate(): void {
    const { machine } = this;
    const rows = this.#rows;
    const matrix = (width: number) => machine.allocate(rows * width * 4);
    if (this.sparse) this.entries.allocate(rows, this.#entries);
    else this.input.allocate(rows);
    this.#outputs = this.layers.map(({ outputs }) => matrix(outputs));
    this.#scratch = this.layers.map(({ layer, inputs }) =>
      machine.allocate((layer.scratch?.(inputs, rows) ?? 0) * 4),
    );
    if (!this.#training) return;
    this.#gradients = this.layers.map(({ outputs }) => matrix(outputs));
    this.label = matrix(this.outputs);
    this.prediction = matrix(this.outputs);
  }

  #reserveTables(): void {
    const touched = this.layers.map(({ layer, inputs }) => layer.touches?.(inputs) ?? 0);
    const most = Math.max(...touched);
    if (most > 0) this.memory.reserveEntries(this.#rows * most);
  }

  #compile(): void {
    const forward = new Program();
    this.emitCheck(forward);
    this.emitForward(forward);
    this.forward = this.machine.place(forward);
    if (this.#training) this.#compileBackward();
    this.#losses.clear();
    this.#lastLoss = undefined;
    this.#memoryLayout = this.memory.layout;
    this.layout += 1;
  }

  #compileLoss(loss: LossFunction): LossBinding {
    const program = new Program();
    this.emitLoss(program, loss);
    const section = this.machine.place(program);
    const labels = new Labels(loss, this.outputs);
    const binding = { loss, section, labels, hosted: program.calls.length > 0 };
    this.#losses.set(loss, binding);
    return binding;
  }

  #compileBackward(): void {
    const program = new Program();
    this.#emitInputGradients(program);
    const { bytes } = program;
    this.#emitWeightGradients(program);
    this.backward = this.machine.place(program);
    this.weightGradients = { first: this.backward.first + bytes, last: this.backward.last };
    const commit = new Program();
    this.emitCommit(commit);
    this.commit = this.machine.place(commit);
  }

  #emitInputGradients(program: Program): void {
    for (let i = this.layers.length - 1; i > 0; i -= 1) {
      this.layers[i]?.layer.inputGradient?.(program, this.plan(i));
    }
  }

  #emitWeightGradients(program: Program): void {
    for (let i = this.layers.length - 1; i >= 0; i -= 1) {
      this.layers[i]?.layer.weightGradient?.(program, this.plan(i));
    }
  }
}

function countEntries(batch: Batch): number {
  let sum = 0;
  for (let i = 0; i < batch.size; i += 1) sum += entriesOf((batch.at(i) as Sample).x);
  return sum;
}
