import type { Optimizer } from '@rxgrad/model';
import { ControlError } from './control-error.ts';

/** The hyperparameters of a run's optimizers, to be turned while it learns. */
export class Dials {
  readonly #optimizers = new Set<Optimizer>();

  add(optimizer: Optimizer): void {
    this.#optimizers.add(optimizer);
  }

  /**
   * Changes hyperparameters from the next update on, in every optimizer that has them.
   *
   * @throws ControlError when one is unknown or no finite number ≥ 0; none is changed then
   */
  set(changes: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(changes)) this.#check(name, value);
    for (const optimizer of this.#optimizers) {
      const known = Object.entries(changes).filter(([name]) => has(optimizer, name));
      if (known.length > 0) optimizer.set(Object.fromEntries(known));
    }
  }

  /** Remembers all hyperparameters as they are, and returns how to bring them back. */
  keep(): () => void {
    const kept = [...this.#optimizers].map(
      (optimizer) => [optimizer, optimizer.hyperparameters] as const,
    );
    return () => {
      for (const [optimizer, hyperparameters] of kept) optimizer.set(hyperparameters);
    };
  }

  #check(name: string, value: number): void {
    const optimizers = [...this.#optimizers];
    if (!optimizers.some((optimizer) => has(optimizer, name))) {
      const names = new Set(optimizers.flatMap((each) => Object.keys(each.hyperparameters)));
      const known = [...names].join(', ') || 'none';
      throw new ControlError('unknown', `no optimizer has "${name}"; known are: ${known}`);
    }
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return;
    throw new ControlError('invalid', `${name} must be a finite number ≥ 0, it is ${value}`);
  }
}

function has(optimizer: Optimizer, name: string): boolean {
  return Object.hasOwn(optimizer.hyperparameters, name);
}
