import type { Machine } from '@rxgrad/kernels';

/** Room for a block in a model's memory: its rows, labels, predictions, and what changes from step to step. */
export class BlockRegion {
  x = 0;
  y = 0;
  predictions = 0;
  /** f64 [rows, hyperparameters]. */
  schedule = 0;
  starts = 0;
  indices = 0;
  values = 0;
  /** Byte address of the row that is learned, a u32. */
  readonly cursor: number;
  /** Byte address of the number of rows, a u32. */
  readonly count: number;
  /** Byte address of Σ loss, an f64. */
  readonly sum: number;
  readonly #machine: Machine;
  #rows = 0;
  #entries = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.cursor = machine.allocate(4);
    this.count = machine.allocate(4);
    this.sum = machine.allocate(8);
  }

  /**
   * Makes room; answers whether addresses changed.
   *
   * @param widths bytes a row of each part
   */
  reserve(
    rows: number,
    entries: number,
    widths: {
      readonly x: number;
      readonly y: number;
      readonly predictions: number;
      readonly schedule: number;
    },
  ): boolean {
    if (rows <= this.#rows && entries <= this.#entries) return false;
    const machine = this.#machine;
    if (entries > this.#entries) {
      this.#entries = Math.max(entries, this.#entries * 2);
      this.indices = machine.allocate(this.#entries * 4);
      this.values = machine.allocate(this.#entries * 4);
    }
    if (rows > this.#rows) {
      this.#rows = Math.max(rows, this.#rows * 2);
      this.starts = machine.allocate((this.#rows + 1) * 4);
      this.x = machine.allocate(this.#rows * widths.x);
      this.y = machine.allocate(this.#rows * widths.y);
      this.predictions = machine.allocate(this.#rows * widths.predictions);
      this.schedule = machine.allocate(this.#rows * widths.schedule);
    }
    return true;
  }
}
