import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { list } from '../nested-fields.ts';
import { flag, text, uint, uint32 } from '../scalar-fields.ts';
import { f64s } from '../tensor-fields.ts';

/**
 * Rows of a run's metrics, by column. Named columns come first and in this order: `step`, `version`,
 * `samples`, `rejected`, `loss` (mean since the row before), `learningRate`; then the run's own.
 */
export interface Metrics {
  readonly op: 'metrics';
  readonly stream: number;
  /** Step of the first row. */
  readonly first: number;
  /** True: rows were merged on overflow, and stand for spans of steps. */
  readonly merged: boolean;
  readonly names: readonly string[];
  /** As many columns as names, all of one length; NaN where a value is not defined. */
  readonly columns: readonly Float64Array[];
}

export const metrics: FrameSpec<Metrics> = {
  op: 'metrics',
  code: 10,
  from: 'server',
  fields: {
    stream: uint32,
    first: uint(),
    merged: flag,
    names: list(text(LIMITS.name), 256),
    columns: list(f64s, 256),
  },
};
