import type { Batch, Block } from '@rxgrad/model';
import type { Run, Update } from '@rxgrad/stream';
import { encode } from '@rxgrad/wire';
import type { Rows } from '../every-update.ts';
import { progressOf } from '../progress-of.ts';
import type { Told } from '../frame-ring.ts';

/** Outputs in one frame at most: a block may have more than a message should. */
const NUMBERS = 32 * 1_024;

/** What was predicted for the samples of some updates, before they were learned. */
export class PredictionRows implements Rows {
  #first = 0;
  #version = 0;
  #outputs: Float32Array[] = [];
  #labels: number[] = [];

  add(update: Update, run: Run): number {
    const predicted = predictionOf(update);
    if (predicted === undefined) return this.#labels.length;
    const { output, samples } = predicted;
    if (this.#labels.length === 0) {
      const learned = progressOf(run)?.samples;
      if (learned === undefined) return 0;
      this.#first = learned - samples.size;
    }
    this.#version = update.version;
    // Arrays of updates are views, valid until the next one.
    this.#outputs.push(output.slice());
    for (let i = 0; i < samples.size; i += 1) this.#labels.push(samples.label(i));
    return this.#labels.length;
  }

  begin(run: Run): number {
    this.#outputs = [];
    this.#labels = [];
    return (progressOf(run)?.samples ?? 0) - 1;
  }

  take(stream: number): readonly Told[] {
    const n = this.#labels.length;
    const outputs = joined(this.#outputs);
    const labels = Float32Array.from(this.#labels);
    const [first, version] = [this.#first, this.#version];
    this.#outputs = [];
    this.#labels = [];
    const width = outputs.length / n;
    const most = Math.max(1, Math.floor(NUMBERS / width));
    const frames: Told[] = [];
    for (let from = 0; from < n; from += most) {
      const to = Math.min(n, from + most);
      const output = outputs.subarray(from * width, to * width);
      const part = { first: first + from, n: to - from, version };
      const label = labels.subarray(from, to);
      const bytes = encode({ op: 'predictions', stream, ...part, output, label });
      frames.push({ bytes, end: first + to - 1 });
    }
    return frames;
  }
}

interface Predicted {
  readonly output: Float32Array;
  readonly samples: Batch | Block;
}

/** What an update predicted; nothing where a pipeline of one's own has no prediction, or it is past. */
function predictionOf(update: Update): Predicted | undefined {
  if ('block' in update) return { output: update.predictions, samples: update.block };
  const { loss } = update.gradient;
  if (loss === undefined) return undefined;
  try {
    return { output: loss.prediction, samples: loss.forward.batch };
  } catch {
    return undefined;
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
