import type { Parameters, Run } from 'rxgrad';
import type { RunningExample } from '@rxgrad/examples';

/** Tensors of up to this many weights are shown whole, larger ones by their shape. */
const SHOWN = 16;

/** What `--json` prints. */
export interface Summary {
  readonly run: string;
  readonly samples: number;
  readonly rejected: number;
  readonly seconds: number;
  readonly samplesPerSecond: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly baseline: Readonly<Record<string, number>>;
  /** Small tensors by value, others by shape. */
  readonly weights: Readonly<Record<string, WeightSummary>>;
  readonly version: number;
}

type WeightSummary = number | readonly number[] | { readonly shape: readonly number[] };

/** Sums a run up. */
export function summarize({ run, finalMetrics }: RunningExample, seconds: number): Summary {
  const { samples, rejected, metrics, baseline, version, lossSum } = run.progress();
  return {
    run: run.name,
    samples,
    rejected,
    seconds: round(seconds),
    samplesPerSecond: Math.round(samples / seconds),
    metrics: { loss: lossSum / samples, ...metrics, ...finalMetrics?.() },
    baseline,
    weights: weightsOf(run),
    version,
  };
}

/** Weights of a neuron go by the names of its inputs, others by their tensor's. */
function weightsOf({ model }: Run): Record<string, WeightSummary> {
  return Object.fromEntries(
    model.tensors.map(({ name, shape }) => [name, weightOf(model, name, shape)]),
  );
}

function weightOf(model: Parameters, name: string, shape: readonly number[]): WeightSummary {
  const values = model.tensor(name);
  if (values.length > SHOWN) return { shape };
  return values.length === 1 ? (values[0] ?? 0) : Array.from(values);
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
