import { OptionError, type Schedule } from '@rxgrad/online';

/** Whatever can be subscribed to for numbers: an RxJS Observable, or one's own. */
export interface NumberObservable {
  subscribe(next: (value: number) => void): unknown;
}

/**
 * A number that steers learning: fixed, a function of the step, or a stream of values.
 *
 * A stream is followed by whoever runs the pipeline (the operator `updateWeights`); until its first value the optimizer's
 * default holds.
 */
export type Hyperparameter = number | Schedule | NumberObservable;

/** Hyperparameters by name, all optional. */
export type Hyperparameters<Name extends string> = { readonly [K in Name]?: Hyperparameter };

export function isObservable(value: Hyperparameter): value is NumberObservable {
  return typeof value === 'object' && 'subscribe' in value;
}

/** @throws OptionError when the value is no finite number ≥ 0 */
export function requireHyperparameter(owner: string, name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new OptionError(`${owner}: ${name} must be a finite number ≥ 0, it is ${value}`);
}
