import { type HostMemory, type Machine, Program, type Section } from '@rxgrad/kernels';
import type { PlacedHead } from './head.ts';
import type { LossPlan } from './loss-function.ts';

/** Columns of a matrix: the first number of the first row, and how far the rows are apart. */
interface Columns {
  readonly f32: Float32Array;
  readonly at: number;
  readonly stride: number;
}

/** Where a head's loss finds its numbers once they stand side by side: its own kernels look at whole rows. */
export class HeadRoom {
  readonly #machine: Machine;
  readonly #head: PlacedHead;
  /** Numbers in a label of all heads. */
  readonly #labelWidth: number;
  #rows = 0;
  #plan: LossPlan = { y: 0, label: 0, prediction: 0, dy: 0, value: 0, outputs: 0 };
  #section: Section = { first: 0, last: 0 };

  constructor(machine: Machine, head: PlacedHead, labelWidth: number) {
    this.#machine = machine;
    this.#head = head;
    this.#labelWidth = labelWidth;
  }

  /**
   * Computes the head's part of a batch: derivatives and predictions go to its columns.
   *
   * @returns what its loss adds to the value
   */
  compute({ f32, rows }: HostMemory, whole: LossPlan): number {
    const { loss, weight, outputs, labels, from, label } = this.#head;
    this.#reserve(rows);
    const { y, prediction, dy, value, ...plan } = this.#plan;
    const stride = whole.outputs;
    const theirs = (address: number): Columns => ({ f32, at: address / 4 + from, stride });
    const given = { f32, at: whole.label / 4 + label, stride: this.#labelWidth };
    copyColumns(rows, outputs, theirs(whole.y), this.#own(y, outputs));
    copyColumns(rows, labels.length, given, this.#own(plan.label, labels.length));
    this.#machine.rows = rows;
    this.#machine.execute(this.#section);
    copyColumns(rows, outputs, this.#own(dy, outputs), theirs(whole.dy), weight);
    const predicted = loss.linkName === 'identity' ? y : prediction;
    copyColumns(rows, outputs, this.#own(predicted, outputs), theirs(whole.prediction));
    return weight * (this.#machine.f64[value / 8] as number);
  }

  #own(address: number, stride: number): Columns {
    return { f32: this.#machine.f32, at: address / 4, stride };
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
}

function copyColumns(
  rows: number,
  columns: number,
  source: Columns,
  target: Columns,
  factor = 1,
): void {
  for (let row = 0; row < rows; row += 1) {
    const [read, write] = [source.at + row * source.stride, target.at + row * target.stride];
    for (let j = 0; j < columns; j += 1) {
      target.f32[write + j] = factor * (source.f32[read + j] as number);
    }
  }
}
