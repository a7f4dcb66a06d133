import type { Progress, Run, Update } from '@rxgrad/stream';
import type { Rows } from '../every-update.ts';
import type { Told } from '../frame-ring.ts';
import { progressOf } from '../progress-of.ts';
import { type Row, framesOf, rowOf } from './rows.ts';

/** A row of figures for each update: `names` tells which, and `learn` looks for new ones. */
export class StepRows implements Rows {
  readonly #names: readonly string[];
  readonly #learn: (progress: Progress) => void;
  #rows: Row[] = [];
  #before: Progress | undefined;

  constructor(names: readonly string[], learn: (progress: Progress) => void) {
    this.#names = names;
    this.#learn = learn;
  }

  add(_update: Update, run: Run): number {
    const now = progressOf(run);
    if (now === undefined) return this.#rows.length;
    this.#learn(now);
    this.#rows.push(rowOf(now, this.#before, this.#names));
    // A copy: the run may hand out the same object each time.
    this.#before = { ...now };
    return this.#rows.length;
  }

  begin(run: Run): number {
    this.#rows = [];
    this.#before = progressOf(run);
    return this.#before?.step ?? 0;
  }

  take(stream: number): readonly Told[] {
    const rows = this.#rows;
    this.#rows = [];
    return framesOf(stream, this.#names, rows, false);
  }
}
