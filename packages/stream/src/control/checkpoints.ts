import type { Parameters } from '@rxgrad/model';
import type { State, Stateful } from '@rxgrad/online';
import { ControlError } from './control-error.ts';

/** A moment of a run to which it can be rolled back. */
export interface Checkpoint {
  readonly name: string;
  /** Of the weights at that moment. */
  readonly version: number;
  readonly epoch: number;
  /** Updates that the run had made by then. */
  readonly step: number;
}

interface Kept extends Checkpoint {
  readonly parts: readonly (readonly [part: Stateful, state: State])[];
  /** Brings hyperparameters back. */
  readonly turnBack: () => void;
}

/** So many are kept in memory; the oldest goes first. */
const MOST = 16;

/** A run's named checkpoints, in memory: weights, optimizer slots, and all else that remembers. */
export class Checkpoints {
  readonly #parts = new Set<Stateful>();
  readonly #kept = new Map<string, Kept>();

  get all(): readonly Checkpoint[] {
    return Array.from(this.#kept.values(), shown);
  }

  /** Adds to what a checkpoint holds. */
  add(part: Stateful): void {
    this.#parts.add(part);
  }

  /** Keeps this moment, in place of an earlier one of that name. */
  save(made: Checkpoint, model: Parameters, turnBack: () => void): void {
    const parts = [model, ...this.#parts].map((part) => [part, part.snapshot()] as const);
    this.#kept.delete(made.name);
    this.#kept.set(made.name, { ...made, parts, turnBack });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
  }

  /**
   * Puts everything back as it was at a checkpoint.
   *
   * @param to - its name, or the version of the weights (the latest such checkpoint)
   * @throws ControlError when there is none
   */
  restore(to: string | number): Checkpoint {
    const kept = this.#find(to);
    for (const [part, state] of kept.parts) part.restore(state);
    kept.turnBack();
    return shown(kept);
  }

  #find(to: string | number): Kept {
    const found =
      typeof to === 'string'
        ? this.#kept.get(to)
        : [...this.#kept.values()].findLast(({ version }) => version === to);
    if (found !== undefined) return found;
    const which = typeof to === 'string' ? `"${to}"` : `of version ${to}`;
    const names = [...this.#kept.keys()].join(', ') || 'none';
    throw new ControlError('unknown', `there is no checkpoint ${which}; there are: ${names}`);
  }
}

function shown({ name, version, epoch, step }: Checkpoint): Checkpoint {
  return { name, version, epoch, step };
}
