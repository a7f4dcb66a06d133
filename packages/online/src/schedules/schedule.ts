/**
 * A hyperparameter that changes with the step: a pure function of the step, the same bits on every engine.
 *
 * Nothing is remembered, so a schedule needs no snapshot: the step is its state.
 */
export interface Schedule {
  /** The value at a step, counted from 0. */
  at(step: number): number;
}
