/** Why a run can't be steered that way, in one word. */
export type ControlFault = 'state' | 'unknown' | 'invalid';

/**
 * A run can't be steered that way: it is over or has nothing to hold back (`state`), there is no
 * checkpoint or hyperparameter of that name (`unknown`), or a value can't be (`invalid`). Nothing
 * was changed.
 */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly fault: ControlFault;

  constructor(fault: ControlFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
