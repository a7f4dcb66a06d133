import { examples } from '@rxgrad/examples';
import { Batch, type Features, type Model, type WeightUpdate, modelFromSchema } from 'rxgrad';
import { type EncodingName, TierEncoder, WeightsDecoder, decode } from '@rxgrad/wire';
import type { Entry, Rate } from '../entry.ts';

const SAMPLES = 600_000;
/** What a run that learns 300,000 samples a second does between two ticks of 20 Hz. */
const TICK = 15_000;
/** The last of them are what mirrors are asked to predict, too. */
const ASKED = 2_000;

/** How many times smaller a delta is than a snapshot in f32, on average; and what a mirror's predictions lack. */
async function smaller(encoding: EncodingName): Promise<Rate> {
  const { run } = examples.flights.start({ seed: 1, rate: 'max', limit: SAMPLES, live: false });
  const model = run.model as Model;
  const tier = new TierEncoder({ stream: 1, epoch: 1, encoding, weights: model.data, version: 0 });
  const snapshot = bytesOf(tier.snapshot());
  const decoder = new WeightsDecoder(model.data.length);
  for (const frame of tier.snapshot()) decoder.apply(decode(frame));
  const asked: Features[] = [];
  const deltas: number[] = [];
  run.update$.subscribe((update) => {
    if ('block' in update) return;
    if (update.version > SAMPLES - ASKED) asked.push(...featuresOf(update));
    if (update.version % TICK !== 0) return;
    const frames = tier.tick(model.data, update.version);
    for (const frame of frames) decoder.apply(decode(frame));
    deltas.push(bytesOf(frames));
  });
  await run.done;
  const mean = deltas.reduce((sum, bytes) => sum + bytes, 0) / deltas.length;
  const detail = { snapshot, delta: Math.round(mean), ofSnapshot: mean / snapshot };
  return { rate: snapshot / mean, detail: { ...detail, error: errorOf(model, decoder, asked) } };
}

/** Mean difference between the probabilities that a mirror tells and the model's own. */
function errorOf(model: Model, decoder: WeightsDecoder, asked: readonly Features[]): number {
  const mirror = modelFromSchema(model.schema());
  mirror.load(decoder.values);
  const probability = (from: Model, x: Features): number =>
    1 / (1 + Math.exp(-(from.predictOne(x)[0] ?? 0)));
  const differences = asked.map((x) => Math.abs(probability(mirror, x) - probability(model, x)));
  return differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
}

function featuresOf({ gradient }: WeightUpdate): Features[] {
  const batch = gradient.loss?.forward.batch;
  return batch instanceof Batch ? batch.samples.map(({ x }) => x) : [];
}

function bytesOf(frames: readonly Uint8Array[]): number {
  return frames.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function entry(encoding: EncodingName, goal: number): Entry {
  return {
    name: `bytes-${encoding}`,
    work: `how many times smaller a delta in ${encoding} is than a snapshot, while the flights are learned`,
    unit: '×',
    goal,
    prepare: () => ({ measure: () => smaller(encoding) }),
  };
}

export const entries: readonly Entry[] = [
  entry('f32', 1),
  entry('int8', 1 / 0.27),
  entry('topk', 1 / 0.03),
];
