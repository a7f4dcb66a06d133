/**
 * A run was not steered, and is as it was: its weights are at another version than the request was for
 * (`conflict`), it is over or has no source that can be held (`state`), there is no such checkpoint or
 * hyperparameter (`unknown`), or a value can't be (`invalid`).
 */
export class ControlError extends Error {
  override readonly name: string = 'ControlError';
  /** `conflict`, `state`, `unknown`, `invalid`, or what a later version of the protocol says. */
  readonly code: string;
  /** Version of the run's weights when it was refused. */
  readonly version: number;

  constructor(code: string, version: number, message: string) {
    super(`${message} (${code})`);
    this.code = code;
    this.version = version;
  }
}
