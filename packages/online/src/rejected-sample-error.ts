/** Why a sample can't be learned from. */
export type RejectionReason = 'shape' | 'not-finite' | 'label' | 'category';

/**
 * One sample is bad: the sample is to be put aside, whoever threw this is unchanged and can go on.
 *
 * Base class of the errors that name one cause, such as a wrong shape. Law: one bad sample never ends a run.
 *
 * @example
 * ```ts
 * import { RejectedSampleError, StandardScaler } from 'rxgrad';
 * const scaler = new StandardScaler(2);
 * let reason: unknown;
 * try {
 *   scaler.learnOne([1, Number.NaN]);
 * } catch (error) {
 *   reason = error instanceof RejectedSampleError ? error.reason : error;
 * }
 * reason; // → 'not-finite'
 * ```
 */
export class RejectedSampleError extends Error {
  override readonly name: string = 'RejectedSampleError';
  readonly reason: RejectionReason;
  /** Where in its batch the sample stands; 0 for a sample on its own. */
  readonly index: number;

  /**
   * @param reason the cause in one word, for counters and for the wire
   * @param message what was wrong, where, what was expected and what to do
   */
  constructor(
    reason: RejectionReason,
    message: string,
    options?: ErrorOptions & { readonly index?: number },
  ) {
    super(message, options);
    this.reason = reason;
    this.index = options?.index ?? 0;
  }
}
