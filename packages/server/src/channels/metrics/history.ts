import { type Row, merge } from './rows.ts';

const RECENT = 256;
const PAST = 512;

/** What a reader missed. */
export interface Missed {
  readonly rows: readonly Row[];
  /** Whether some of the rows stand for spans of steps. */
  readonly merged: boolean;
}

/**
 * A run's curve so far in bounded memory: the last rows as they were, older ones merged so that
 * the whole past always fits. Whenever it doesn't, its rows are merged pair by pair and from then
 * on stand for spans twice as long.
 */
export class History {
  readonly #recent: Row[] = [];
  #past: Row[] = [];
  /** How many rows one row of the past stands for. */
  #span = 1;
  /** Rows on their way into the past, and how many of them there are. */
  #partial: Row | undefined;
  #inPartial = 0;

  add(row: Row): void {
    this.#recent.push(row);
    if (this.#recent.length <= RECENT) return;
    for (const old of this.#recent.splice(0, RECENT / 2)) this.#age(old);
  }

  /** Rows of steps after `step`. */
  since(step: number): Missed {
    const recent = this.#recent.filter((row) => row.step > step);
    if (recent.length < this.#recent.length || this.#past.length === 0) {
      return { rows: recent, merged: false };
    }
    const old = this.#partial === undefined ? this.#past : [...this.#past, this.#partial];
    const past = old.filter((row) => row.step > step);
    return { rows: [...past, ...recent], merged: past.length > 0 && this.#span > 1 };
  }

  /** Forgets rows of steps after `step`: they are of a history that is no more. */
  forgetAfter(step: number): void {
    const kept = ({ step: at }: Row): boolean => at <= step;
    this.#recent.splice(0, this.#recent.length, ...this.#recent.filter(kept));
    this.#past = this.#past.filter(kept);
    if (this.#partial === undefined || kept(this.#partial)) return;
    this.#partial = undefined;
    this.#inPartial = 0;
  }

  #age(row: Row): void {
    this.#partial = this.#partial === undefined ? row : merge(this.#partial, row);
    this.#inPartial += 1;
    if (this.#inPartial < this.#span) return;
    this.#past.push(this.#partial);
    this.#partial = undefined;
    this.#inPartial = 0;
    if (this.#past.length >= PAST) this.#halve();
  }

  #halve(): void {
    const half: Row[] = [];
    for (let i = 0; i < this.#past.length; i += 2) {
      half.push(merge(this.#past[i] as Row, this.#past[i + 1] as Row));
    }
    this.#past = half;
    this.#span *= 2;
  }
}
