import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from '../src/safetensors/read-file.ts';

/** Where PyTorch gets to. */
export interface Pairing {
  readonly optimizer: string;
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly batch: number;
  readonly seed: number;
  readonly weights: Float32Array;
  /** The sum of |loss| over all steps. */
  readonly loss: number;
}

/** A file of `test/golden/pairings`. */
export interface PairingFile {
  readonly steps: number;
  readonly losses: readonly string[];
  pairings(loss: string): readonly Pairing[];
}

const DIRECTORY = new URL('../../../test/golden/pairings/', import.meta.url);

/** The names of all files. */
export const pairingFiles: readonly string[] = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith('.safetensors'))
  .map((name) => name.replace('.safetensors', ''));

/** Reads tensors [batches, losses, optimizers, …]. */
export function readPairings(name: string): PairingFile {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.safetensors`, DIRECTORY)));
  const { tensors, metadata } = readFile(bytes);
  const json = (key: string): unknown => JSON.parse(metadata.get(key) ?? 'null');
  const numbers = (key: string): Float32Array | Float64Array => {
    const tensor = tensors.get(key);
    if (tensor === undefined) throw new Error(`${name} lacks ${key}`);
    return tensor.dtype.read(tensor.bytes.slice().buffer);
  };
  const losses = json('losses') as readonly string[];
  const batches = json('batches') as readonly number[];
  const optimizers = Object.entries(json('optimizers') as Record<string, Pairing['options']>);
  const [weights, loss, seed] = [numbers('weights'), numbers('loss'), numbers('seed')];
  const length = weights.length / seed.length;
  const pairings = (lossName: string): Pairing[] =>
    batches.flatMap((batch, i) =>
      optimizers.map(([optimizer, options], j) => {
        const at = (i * losses.length + losses.indexOf(lossName)) * optimizers.length + j;
        const own = Float32Array.from(weights.subarray(at * length, (at + 1) * length));
        const sum = loss[at] ?? Number.NaN;
        return { optimizer, options, batch, seed: seed[at] ?? 0, weights: own, loss: sum };
      }),
    );
  return { steps: json('steps') as number, losses, pairings };
}
