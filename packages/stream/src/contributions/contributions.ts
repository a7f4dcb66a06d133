import type { Parameters } from '@rxgrad/model';
import { OptionError } from '@rxgrad/online';
import { type Observable, Subject } from 'rxjs';
import type { ChunkedSource } from '../cursor.ts';
import type {
  Contribution,
  ContributionFate,
  ContributionKind,
  OfferedContribution,
} from './contribution.ts';

const DEFAULT_CAPACITY = 64;

/** How contributions are let in. */
export interface ContributionsOptions {
  /** What is taken: gradients unless told, or deltas of weights. */
  readonly kind?: ContributionKind;
  /** How many wait at most, each as large as the model: 64 unless told. */
  readonly capacity?: number;
}

/** A contribution that moved no weight, and why. */
export interface RefusedContribution {
  readonly contributor: string;
  readonly reason: string;
}

/** Told once what became of a contribution. */
export type SettleContribution = (fate: ContributionFate) => void;

/**
 * Where what others have learned enters a run: a bounded queue that is a source for `stream`, as an
 * inbox is for samples. Made by {@link contributions}.
 */
export class Contributions implements ChunkedSource<Contribution> {
  readonly model: Parameters;
  readonly kind: ContributionKind;
  readonly capacity: number;
  #waiting: Contribution[] = [];
  /** All that have no fate yet, also those that wait in an operator. */
  readonly #open = new Set<Contribution>();
  readonly #refusals = new Subject<RefusedContribution>();
  #closed = false;
  #wake: () => void = () => {};

  constructor(model: Parameters, kind: ContributionKind, capacity: number) {
    this.model = model;
    this.kind = kind;
    this.capacity = capacity;
  }

  /** Those that were rejected, as it happens: for a run's audit trail. */
  get refused$(): Observable<RefusedContribution> {
    return this.#refusals.asObservable();
  }

  /** How many there is room for now; 0 once it is closed. */
  get free(): number {
    return this.#closed ? 0 : this.capacity - this.#waiting.length;
  }

  /** How many have no fate yet, also those that a stream or an operator has taken already. */
  get pending(): number {
    return this.#open.size;
  }

  /** Nothing is let in any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Takes a contribution, or answers `false` because there is no room. One that can't be is `rejected`
   * at once, with the reason: another kind or length, a value that is not finite, a base that is yet to come.
   */
  offer(offered: OfferedContribution, settle: SettleContribution): boolean {
    if (this.free <= 0) return false;
    const reason = this.#faultOf(offered);
    if (reason === undefined) this.#admit(offered, settle);
    else this.#tell(offered.contributor, { status: 'rejected', reason }, settle);
    return true;
  }

  /** No more are let in; the stream completes when those that wait were taken. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Closes, and tells those without a fate that they will not be applied. */
  abandon(reason: string): void {
    this.close();
    this.#waiting = [];
    for (const contribution of this.#open) contribution.settle({ status: 'rejected', reason });
  }

  /** Contributions as they arrive; one stream at a time drains them. */
  async *chunks(): AsyncGenerator<readonly Contribution[], void, undefined> {
    for (;;) {
      while (this.#waiting.length === 0 && !this.#closed) await this.#arrival();
      if (this.#waiting.length === 0) return;
      yield this.#waiting.splice(0);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Contribution, void, undefined> {
    for await (const chunk of this.chunks()) yield* chunk;
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #admit(offered: OfferedContribution, settle: SettleContribution): void {
    const { kind, loss = Number.NaN, data, ...rest } = offered;
    const contribution: Contribution = {
      ...rest,
      model: this.model,
      loss,
      data: kind === 'delta' ? data.map((value) => -value) : data,
      settle: (fate) => {
        if (this.#open.delete(contribution)) this.#tell(contribution.contributor, fate, settle);
      },
    };
    this.#open.add(contribution);
    this.#waiting.push(contribution);
    this.#wake();
  }

  #tell(contributor: string, fate: ContributionFate, settle: SettleContribution): void {
    settle(fate);
    if (fate.status === 'rejected') this.#refusals.next({ contributor, reason: fate.reason });
  }

  #faultOf({ kind, data, base, epoch, size }: OfferedContribution): string | undefined {
    const { version, data: weights } = this.model;
    if (kind !== this.kind) return `this run takes ${this.kind}s, not ${kind}s`;
    if (data.length !== weights.length) {
      return `shape: ${data.length} values for ${weights.length} weights`;
    }
    if (!(Number.isSafeInteger(size) && size >= 1)) {
      return `it stands for ${size} samples, a whole number ≥ 1 is expected`;
    }
    if (!isCount(epoch) || !isCount(base)) {
      return `it starts from version ${base} of epoch ${epoch}, whole numbers ≥ 0 are expected`;
    }
    if (epoch === this.model.epoch && base > version) {
      return `it starts from version ${base}, the weights are at version ${version}`;
    }
    return data.every(Number.isFinite) ? undefined : 'not finite: a value is NaN or infinite';
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * Makes a bounded queue through which what others have learned enters a run: a source for `stream`,
 * to be turned into gradients by `aggregate`.
 *
 * ```
 * client.contribute ─→ contributions(model) ─→ stream ─→ aggregate ─→ updateWeights
 * ```
 *
 * @param model - the weights that contributions are about
 * @throws OptionError - when the capacity is no whole number above 0
 * @example
 * ```ts
 * import { aggregate, contributions, parameters, sgd, stream, train, updateWeights } from 'rxgrad';
 *
 * const model = parameters({ angle: 1 });
 * const contributed = contributions(model);
 * const update$ = stream(contributed).pipe(
 *   aggregate({ mode: 'async' }), updateWeights(sgd({ learningRate: 0.5 })),
 * );
 * const run = train({ name: 'together', model, update$, contributions: contributed });
 * const mine = { contributor: 'me', kind: 'gradient', epoch: 0, base: 0, size: 1 } as const;
 * await new Promise((settle) => contributed.offer({ ...mine, data: Float32Array.of(4) }, settle));
 * Array.from(model.data); // → [-1]
 * run.stop();
 * ```
 */
export function contributions(
  model: Parameters,
  { kind = 'gradient', capacity = DEFAULT_CAPACITY }: ContributionsOptions = {},
): Contributions {
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new OptionError(`contributions: capacity is a whole number ≥ 1, it is ${capacity}`);
  }
  return new Contributions(model, kind, capacity);
}
