import { OptionError, type Schedule } from '@rxgrad/online';
import {
  type Hyperparameter,
  type NumberObservable,
  isObservable,
  requireHyperparameter,
} from './hyperparameter.ts';
import type { Rule } from './rule.ts';

/**
 * A rule with its hyperparameters: what `sgd(…)`, `adagrad(…)` and `adam(…)` make.
 *
 * One optimizer may move several models: what it remembers lies in the memory of each model's parameters.
 *
 * @example
 * ```ts
 * import { sgd } from 'rxgrad';
 * const optimizer = sgd({ learningRate: 0.1 });
 * optimizer.set({ learningRate: 0.05 });
 * optimizer.valueAt('learningRate', 0); // → 0.05
 * ```
 */
export class Optimizer {
  readonly rule: Rule;
  /** Hyperparameters given as streams; whoever runs the pipeline subscribes and calls `set`. */
  readonly observed: Readonly<Record<string, NumberObservable>>;
  /** Grows by one with every `set`. */
  revision = 1;
  /** True while a hyperparameter depends on the step. */
  scheduled = false;
  readonly #values = new Map<string, number | Schedule>();

  /** @throws OptionError when a hyperparameter is unknown, negative or not finite */
  constructor(rule: Rule, hyperparameters: Readonly<Record<string, Hyperparameter | undefined>>) {
    this.rule = rule;
    const observed: Record<string, NumberObservable> = {};
    for (const [name, value] of Object.entries(rule.defaults)) this.#values.set(name, value);
    for (const [name, value] of Object.entries(hyperparameters)) {
      if (value === undefined) continue;
      if (isObservable(value)) observed[this.#known(name)] = value;
      else this.#set(name, value);
    }
    this.observed = observed;
    this.scheduled = this.#isScheduled();
  }

  /** The rule's name. */
  get type(): string {
    return this.rule.type;
  }

  /** Its hyperparameters as they are now: numbers, and schedules of the step. */
  get hyperparameters(): Readonly<Record<string, number | Schedule>> {
    return Object.fromEntries(this.#values);
  }

  /**
   * Changes hyperparameters from the next step on.
   *
   * @throws OptionError when one is unknown, negative or not finite; none is changed then
   */
  set(changes: Readonly<Record<string, number | Schedule>>): void {
    for (const [name, value] of Object.entries(changes)) this.#check(name, value);
    for (const [name, value] of Object.entries(changes)) this.#set(name, value);
    this.scheduled = this.#isScheduled();
    this.revision += 1;
  }

  /** The value of a hyperparameter at a step, counted from 0. */
  valueAt(name: string, step: number): number {
    const value = this.#values.get(this.#known(name)) as number | Schedule;
    return typeof value === 'number'
      ? value
      : requireHyperparameter(this.type, name, value.at(step));
  }

  #set(name: string, value: number | Schedule): void {
    this.#check(name, value);
    this.#values.set(name, value);
  }

  #check(name: string, value: number | Schedule): void {
    this.#known(name);
    if (typeof value === 'number') requireHyperparameter(this.type, name, value);
    else if (typeof value?.at !== 'function') {
      throw new OptionError(`${this.type}: ${name} must be a number, a schedule or an observable`);
    }
  }

  #known(name: string): string {
    if (Object.hasOwn(this.rule.defaults, name)) return name;
    const names = Object.keys(this.rule.defaults).join(', ');
    throw new OptionError(`${this.type} has no hyperparameter "${name}"; it has ${names}`);
  }

  #isScheduled(): boolean {
    return [...this.#values.values()].some((value) => typeof value !== 'number');
  }
}
