import { Program, type Section } from '@rxgrad/kernels';
import type { Model } from '../model.ts';
import type { Block } from '../samples/block.ts';
import { BlockRegion } from './block-region.ts';
import { Labels } from './labels.ts';
import { emitNeuronRows } from './neuron-rows.ts';
import { sparseRowsOf } from './sparse-input.ts';
import { type StepParts, emitStep } from './step-program.ts';

/** All that learning a block changed, linked back to it. */
export interface BlockUpdate {
  readonly block: Block;
  readonly size: number;
  /** Mean of the rows' losses, each taken before the row was learned. */
  readonly loss: number;
  /** Σ of the rows' losses. */
  readonly lossSum: number;
  /** The weights' version after the last row. */
  readonly version: number;
  readonly learningRate: number;
  /** f32 [size, outputs], each after the link and before its row was learned; a view until the next block. */
  readonly predictions: Float32Array;
}

/** Learns blocks row by row without leaving the kernels. */
export class BlockLearner {
  readonly #model: Model;
  readonly #parts: StepParts;
  readonly #region: BlockRegion;
  readonly #labels: Labels;
  #checks: Section = { first: 0, last: 0 };
  #section: Section = { first: 0, last: 0 };
  #layout = 0;
  #scheduled = false;
  /** The region has moved since the last compilation, which a bad label may have put off. */
  #moved = false;

  constructor(model: Model, parts: StepParts) {
    this.#model = model;
    this.#parts = parts;
    this.#labels = new Labels(parts.loss, model.outputs);
    this.#region = new BlockRegion(parts.workspace.machine);
  }

  learn(block: Block): BlockUpdate {
    const { workspace, binding } = this.#parts;
    const { machine } = workspace;
    const region = this.#region;
    this.#model.turn();
    this.#write(block);
    this.#prepare(block.size);
    const { scheduled } = binding.optimizer;
    if (this.#moved || this.#layout !== workspace.layout || this.#scheduled !== scheduled)
      this.#compile();
    machine.u32[region.cursor / 4] = 0;
    machine.u32[region.count / 4] = block.size;
    machine.f64[region.sum / 8] = 0;
    this.#check(block.size);
    machine.rows = 1;
    try {
      machine.execute(this.#section);
    } catch (error) {
      // A function of the host failed at this row: those before it are learned.
      this.#model.advanceBy(machine.u32[region.cursor / 4] as number, binding);
      throw error;
    }
    this.#model.advanceBy(block.size, binding);
    return this.#result(block);
  }

  /** Checks the block and copies it in. */
  #write(block: Block): void {
    const { workspace, binding } = this.#parts;
    const { input, entries, outputs, sparse } = workspace;
    const rows = sparse ? sparseRowsOf(block, entries.inputs) : undefined;
    const widths = {
      x: sparse ? 0 : input.inputs * 4,
      y: this.#labels.width * 4,
      predictions: outputs * 4,
      schedule: binding.hyperparameterBytes,
    };
    const region = this.#region;
    if (region.reserve(block.size, rows?.indices.length ?? 0, widths)) this.#moved = true;
    workspace.reserve(1, rows === undefined ? 0 : longestRow(rows.starts));
    if (rows === undefined) input.writeBlock(block, region.x);
    else entries.writeRows(rows, region);
    this.#labels.write(workspace.machine, region.y, block);
  }

  /** All rows, before the first is learned. */
  #check(rows: number): void {
    const { workspace } = this.#parts;
    const { machine, fault } = workspace;
    machine.rows = rows;
    machine.execute(this.#checks);
    if (machine.u32[fault / 4] === 0) return;
    throw workspace.explain(rows, this.#region.x, this.#region);
  }

  /** Hyperparameters: once, or one row of them for each step where they depend on it. */
  #prepare(size: number): void {
    const { binding, workspace } = this.#parts;
    binding.prepare();
    if (!binding.optimizer.scheduled) return;
    const at = this.#region.schedule / 8;
    binding.writeSchedule(workspace.machine.f64, at, size);
  }

  #compile(): void {
    const { workspace, binding } = this.#parts;
    const program = new Program();
    if (!emitNeuronRows(program, this.#parts, this.#region)) this.#emitRows(program);
    this.#section = workspace.machine.place(program);
    const checks = new Program();
    workspace.emitCheck(checks, this.#region.x, this.#region);
    this.#checks = workspace.machine.place(checks);
    this.#layout = workspace.layout;
    this.#scheduled = binding.optimizer.scheduled;
  }

  /** A loop: a row is copied to where a batch of one has its place, then comes a whole step. */
  #emitRows(program: Program): void {
    const { workspace, binding, loss } = this.#parts;
    const { cursor, count, sum, predictions, schedule } = this.#region;
    this.#emitBeginRow(program);
    if (binding.optimizer.scheduled) {
      const { hyperparameters: target, hyperparameterBytes: bytes } = binding;
      program.emit('loadRow', { cursor, table: schedule, target, bytes });
    }
    emitStep(program, this.#parts);
    const prediction = loss.linkName === 'identity' ? workspace.y : workspace.prediction;
    const row = { predictions, prediction, bytes: workspace.outputs * 4 };
    program.emitLoop('endRow', { cursor, count, ...row, sum, loss: workspace.value }, 0);
  }

  #emitBeginRow(program: Program): void {
    const { input, entries, label, sparse } = this.#parts.workspace;
    const { cursor, x: blockX, y: blockLabel, ...region } = this.#region;
    const row = { cursor, blockLabel, label, labelBytes: this.#labels.width * 4 };
    if (sparse) {
      const { starts: blockStarts, indices: blockIndices, values: blockValues } = region;
      const { starts, indices, values } = entries;
      const target = { starts, indices, values };
      program.emit('beginSparseRow', { ...row, blockStarts, blockIndices, blockValues, ...target });
    } else {
      program.emit('beginRow', { ...row, blockX, x: input.address, bytes: input.inputs * 4 });
    }
  }

  #result(block: Block): BlockUpdate {
    const { size } = block;
    const { workspace, binding } = this.#parts;
    const { f32, f64 } = workspace.machine;
    const lossSum = f64[this.#region.sum / 8] as number;
    const at = this.#region.predictions / 4;
    return {
      block,
      size,
      loss: lossSum / size,
      lossSum,
      version: this.#model.version,
      learningRate: binding.pace.learningRate,
      predictions: f32.subarray(at, at + size * workspace.outputs),
    };
  }
}

function longestRow(starts: Uint32Array): number {
  let longest = 0;
  for (let r = 1; r < starts.length; r += 1) {
    longest = Math.max(longest, (starts[r] as number) - (starts[r - 1] as number));
  }
  return longest;
}
