import { type Metrics, encode } from '@rxgrad/wire';
import type { Progress } from '@rxgrad/stream';
import type { Told } from '../frame-ring.ts';

/** Columns of every run, in this order; the run's own metrics follow by name. */
export const COLUMNS = ['step', 'version', 'samples', 'rejected', 'loss', 'learningRate'] as const;

const LOSS = COLUMNS.indexOf('loss');

/** A run's figures at one moment. */
export interface Row {
  readonly step: number;
  /** Samples since the row before: the weight of the mean loss. */
  readonly count: number;
  /** One value for each column that was known at the time. */
  readonly values: readonly number[];
}

/** A run's own figures by column: its metrics, and as `baseline.…` the same where nothing is learned. */
export function ownFigures({ metrics, baseline }: Progress): Readonly<Record<string, number>> {
  const compared = Object.entries(baseline).map(([name, value]) => [`baseline.${name}`, value]);
  return { ...metrics, ...(Object.fromEntries(compared) as Record<string, number>) };
}

/** A row of where the run stands now; its loss is the mean since `before`. */
export function rowOf(now: Progress, before: Progress | undefined, names: readonly string[]): Row {
  const count = now.samples - (before?.samples ?? 0);
  const sum = now.lossSum - (before?.lossSum ?? 0);
  const loss = count > 0 && Number.isFinite(sum) ? sum / count : now.loss;
  const figures = ownFigures(now);
  const own = names.slice(COLUMNS.length).map((name) => figures[name] ?? Number.NaN);
  const { step, version, samples, rejected, learningRate } = now;
  return { step, count, values: [step, version, samples, rejected, loss, learningRate, ...own] };
}

/** One row for the span of two: the mean loss of both, all else as it was at the end. */
export function merge(first: Row, second: Row): Row {
  const count = first.count + second.count;
  const values = [...second.values];
  values[LOSS] = mean(first, second);
  return { step: second.step, count, values };
}

function mean(first: Row, second: Row): number {
  const [a = Number.NaN, b = Number.NaN] = [first.values[LOSS], second.values[LOSS]];
  if (Number.isNaN(a) || first.count <= 0) return b;
  if (Number.isNaN(b) || second.count <= 0) return a;
  return (a * first.count + b * second.count) / (first.count + second.count);
}

/** Numbers in one frame at most: with many columns the past is too much for a message. */
const NUMBERS = 24 * 1_024;

/** Frames of METRICS with all these rows. */
export function framesOf(
  stream: number,
  names: readonly string[],
  rows: readonly Row[],
  merged: boolean,
): readonly Told[] {
  const most = Math.max(1, Math.floor(NUMBERS / names.length));
  const frames: Told[] = [];
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most);
    const bytes = encode(frameOf(stream, names, part, merged));
    frames.push({ bytes, end: part.at(-1)?.step ?? 0 });
  }
  return frames;
}

/** Rows by column, as METRICS carries them; values that a row did not know yet are NaN. */
function frameOf(
  stream: number,
  names: readonly string[],
  rows: readonly Row[],
  merged: boolean,
): Metrics {
  const columns = names.map((_, column) =>
    Float64Array.from(rows, (row) => row.values[column] ?? Number.NaN),
  );
  return { op: 'metrics', stream, first: rows[0]?.step ?? 0, merged, names, columns };
}
