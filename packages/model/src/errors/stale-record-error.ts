/**
 * A record was used after its model had moved on: what it refers to was overwritten by a later step.
 *
 * Records hold views of the model's memory, valid until its next step; `.copy()` keeps them.
 *
 * @example
 * ```ts
 * import { Batch, StaleRecordError, dense, sequential, squaredError } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1));
 * const early = model.forward(Batch.of([{ x: [1], y: 1 }]));
 * model.forward(Batch.of([{ x: [2], y: 2 }]));
 * let error: unknown;
 * try {
 *   early.loss(squaredError);
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof StaleRecordError; // → true
 * ```
 */
export class StaleRecordError extends Error {
  override readonly name = 'StaleRecordError';

  constructor(record: string) {
    super(
      `${record}: the model has made another step since; use each record before the next step, or .copy() what you keep`,
    );
  }
}
