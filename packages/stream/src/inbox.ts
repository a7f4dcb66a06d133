import type { Block, Sample } from '@rxgrad/model';
import { blocksOfLots } from './blocks-of-lots.ts';
import type { ChunkedSource } from './cursor.ts';
import type { Settle, SettleRows } from './fate.ts';
import { isRow } from './lot-shape.ts';
import { Lot } from './lot.ts';
import { samplesOfLots } from './samples-of-lots.ts';

const DEFAULT_CAPACITY = 65_536;
/** A stream takes about so many samples at a time. */
const CHUNK = 1_024;

/**
 * Where samples from outside enter a run: a bounded queue that is a source for `stream`. Nothing is
 * lost in silence: a full inbox says so, and every sample that was let in has its fate told exactly
 * once. Made by {@link inbox}.
 */
export class Inbox implements ChunkedSource<Sample> {
  readonly capacity: number;
  #waiting: Lot[] = [];
  /** Samples in them. */
  #size = 0;
  /** What a stream has taken last, and may not have learned yet. */
  #taken: readonly Lot[] = [];
  #closed = false;
  #wake: () => void = () => {};

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** How many samples there is room for now; 0 once it is closed. */
  get free(): number {
    return this.#closed ? 0 : this.capacity - this.#size;
  }

  /** Nothing is let in any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Lets a sample in, or answers `false` because there is no room; `settle` hears its fate: at once
   * where it is none, without features or without a label.
   */
  offer({ x, y }: Pick<Sample, 'x' | 'y'>, settle: Settle): boolean {
    if (this.free > 0 && !isRow({ x, y })) {
      settle({ status: 'rejected', reason: 'a sample has features, x, and a label, y' });
      return true;
    }
    return this.#admit({ x, y }, 1, (_from, _to, fate) => settle(fate));
  }

  /**
   * Lets all rows of a block in, or none and answers `false` because there is no room for them;
   * `settle` hears the fate of each row. The block's arrays are not copied: leave them as they are
   * until then.
   */
  offerBlock(block: Block, settle: SettleRows): boolean {
    return this.#admit(block, block.size, settle);
  }

  /** No more samples are let in; the stream completes when those that wait are learned. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Closes, and tells the samples that were not learned that they never will be. */
  abandon(reason: string): void {
    this.close();
    const lots = [...this.#taken, ...this.#waiting];
    this.#taken = [];
    this.#waiting = [];
    this.#size = 0;
    for (const lot of lots) lot.settle({ status: 'rejected', reason });
  }

  /** Samples as they arrive, many at a time; one stream at a time drains an inbox. */
  async *chunks(): AsyncGenerator<readonly Sample[], void, undefined> {
    for await (const lots of this.#lots()) yield samplesOfLots(lots);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Sample, void, undefined> {
    for await (const chunk of this.chunks()) yield* chunk;
  }

  /**
   * The same samples side by side, as blocks for `learn`: what arrived together stays together, and
   * single samples are put together. Each is still learned on its own, some ten times as fast.
   *
   * @example
   * ```ts
   * import { Block, dense, inbox, learn, sequential, sgd, squaredError, stream, train } from 'rxgrad';
   *
   * const fed = inbox();
   * const model = sequential({ inputs: 1, seed: 1 }, dense(1));
   * const options = { loss: squaredError, optimizer: sgd({ learningRate: 0.1 }) };
   * const update$ = stream(fed.blocks()).pipe(learn(model, options));
   * const run = train({ name: 'fed', model, update$, inbox: fed });
   *
   * fed.offerBlock(new Block(Float32Array.of(1, 2), Float32Array.of(2, 4), 2), () => {});
   * fed.close();
   * await run.done;
   * run.progress().samples; // → 2
   * ```
   */
  blocks(): ChunkedSource<Block> {
    const chunks = (): AsyncGenerator<readonly Block[], void, undefined> => this.#blocks();
    return {
      chunks,
      async *[Symbol.asyncIterator]() {
        for await (const chunk of chunks()) yield* chunk;
      },
    };
  }

  async *#blocks(): AsyncGenerator<readonly Block[], void, undefined> {
    for await (const lots of this.#lots()) yield blocksOfLots(lots);
  }

  async *#lots(): AsyncGenerator<readonly Lot[], void, undefined> {
    for (;;) {
      while (this.#waiting.length === 0 && !this.#closed) await this.#arrival();
      this.#taken = this.#take();
      if (this.#taken.length === 0) return;
      yield this.#taken;
    }
  }

  #admit(content: Lot['content'], size: number, settle: SettleRows): boolean {
    if (this.free < size) return false;
    this.#waiting.push(new Lot(content, settle));
    this.#size += size;
    this.#wake();
    return true;
  }

  #take(): readonly Lot[] {
    let count = 0;
    let size = 0;
    while (count < this.#waiting.length && size < CHUNK) {
      size += (this.#waiting[count] as Lot).size;
      count += 1;
    }
    this.#size -= size;
    return this.#waiting.splice(0, count);
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}

/**
 * Makes a bounded queue through which samples from outside enter a run: a source for `stream`, to
 * be merged with others or to stand alone. `stream(fed)` gives samples, `stream(fed.blocks())` the
 * same ones as blocks, which `learn` goes through row by row inside the kernels.
 *
 * @param options.capacity - samples that wait at most, 65,536 unless told
 * @example
 * ```ts
 * import { inbox } from 'rxgrad';
 *
 * const fed = inbox({ capacity: 1 });
 * fed.offer({ x: [1, 2], y: 3 }, () => {}); // → true
 * fed.offer({ x: [1, 2], y: 3 }, () => {}); // → false
 * fed.free; // → 0
 * ```
 */
export function inbox({ capacity = DEFAULT_CAPACITY }: { readonly capacity?: number } = {}): Inbox {
  return new Inbox(capacity);
}
