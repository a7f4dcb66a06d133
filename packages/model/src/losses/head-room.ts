import { type HostMemory, type Machine, Program, type Section } from '@rxgrad/kernels';
import { DefinitionError } from '../errors/definition-error.ts';
import type { PlacedHead } from './head.ts';
import type { LossPlan } from './loss-function.ts';

/** Where a head's loss finds its numbers once they stand side by side: its own kernels look at whole rows. */
export class HeadRoom {
  readonly #machine: Machine;
  readonly #head: PlacedHead;
  #rows = 0;
  #plan: LossPlan = { y: 0, label: 0, prediction: 0, dy: 0, value: 0, outputs: 0 };
  #section: Section = { first: 0, last: 0 };

  constructor(machine: Machine, head: PlacedHead) {
    this.#machine = machine;
    this.#head = head;
  }

  /**
   * Computes the head's part of a batch: derivatives and predictions go to its columns.
   *
   * @returns what its loss adds to the value
   * @throws DefinitionError when the head's loss can't read a label; nothing was learned
   */
  compute(memory: HostMemory, whole: LossPlan): number {
    const { loss, weight } = this.#head;
    this.#reserve(memory.rows);
    const { y, label, prediction, dy, value } = this.#plan;
    this.#gather(memory, whole, whole.y, y);
    this.#gather(memory, whole, whole.label, label);
    this.#requireLabels(memory.rows);
    this.#machine.rows = memory.rows;
    this.#machine.execute(this.#section);
    this.#scatter(memory, whole, dy, whole.dy, weight);
    const predicted = loss.linkName === 'identity' ? y : prediction;
    this.#scatter(memory, whole, predicted, whole.prediction, 1);
    return weight * (this.#machine.f64[value / 8] as number);
  }

  #reserve(rows: number): void {
    if (rows <= this.#rows) return;
    this.#rows = Math.max(rows, this.#rows * 2);
    const { loss, outputs } = this.#head;
    const matrix = (): number => this.#machine.allocate(this.#rows * outputs * 4);
    const [y, label, prediction, dy] = [matrix(), matrix(), matrix(), matrix()];
    const program = new Program();
    this.#plan = { y, label, prediction, dy, value: this.#machine.allocate(8), outputs };
    loss.emit(program, this.#plan);
    this.#section = this.#machine.place(program);
  }

  /** From the head's columns of the model's rows. */
  #gather({ f32, rows }: HostMemory, whole: LossPlan, source: number, target: number): void {
    const { outputs, from } = this.#head;
    const own = this.#machine.f32;
    for (let i = 0; i < rows * outputs; i += 1) {
      const row = Math.floor(i / outputs);
      own[target / 4 + i] = f32[source / 4 + row * whole.outputs + from + (i % outputs)] as number;
    }
  }

  /** To the head's columns of the model's rows. */
  #scatter(
    { f32, rows }: HostMemory,
    whole: LossPlan,
    source: number,
    target: number,
    factor: number,
  ): void {
    const { outputs, from } = this.#head;
    const own = this.#machine.f32;
    for (let i = 0; i < rows * outputs; i += 1) {
      const row = Math.floor(i / outputs);
      f32[target / 4 + row * whole.outputs + from + (i % outputs)] =
        factor * (own[source / 4 + i] as number);
    }
  }

  #requireLabels(rows: number): void {
    const { name, loss, outputs } = this.#head;
    const at = this.#plan.label / 4;
    for (let i = 0; i < rows * outputs; i += 1) {
      const label = this.#machine.f32[at + i] as number;
      if (label >= loss.min && label <= loss.max) continue;
      throw new DefinitionError(
        { kind: 'loss', member: name, function: loss.name },
        `expects a number from ${loss.min} to ${loss.max}, the label of sample ${Math.floor(i / outputs)} is ${label}`,
      );
    }
  }
}
