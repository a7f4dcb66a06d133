import { readFileSync, readdirSync } from 'node:fs';
import type { Random } from 'rxgrad';

const golden = new URL('../../packages/wire/golden/', import.meta.url);
const SEEDS = readdirSync(golden)
  .filter((file) => file.endsWith('.bin'))
  .map((file) => new Uint8Array(readFileSync(new URL(file, golden))));
/** A golden file by name. */
export function goldenFrame(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.bin`, golden)));
}

/** Bytes that mean much to a decoder. */
const HEADS = [0x00, 0x7f, 0x80, 0x90, 0x9f, 0xa0, 0xc0, 0xc1, 0xc4, 0xc6, 0xc7, 0xca, 0xcb]
  .concat([0xcf, 0xd3, 0xd4, 0xd8, 0xd9, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xff])
  .concat([0x72]);

type Mutation = (bytes: number[], at: number, random: Random) => void;

const MUTATIONS: readonly Mutation[] = [
  (bytes, at, random) => (bytes[at] = random.integer(256)),
  (bytes, at, random) => (bytes[at] = HEADS[random.integer(HEADS.length)] ?? 0),
  (bytes, at, random) => (bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8))),
  (bytes, at) => (bytes.length = at),
  (bytes, at, random) => bytes.splice(at, 0, random.integer(256)),
  (bytes, at, random) => bytes.splice(at, 1 + random.integer(4)),
  (bytes, at, random) => bytes.splice(at, 0, ...bytes.slice(at, at + random.integer(40))),
  (bytes, at, random) => {
    const other = SEEDS[random.integer(SEEDS.length)] ?? bytes;
    const from = random.integer(other.length);
    bytes.splice(at, random.integer(20), ...other.slice(from, from + random.integer(40)));
  },
];

/** A good frame, changed in one to six places. */
export function mutatedFrame(random: Random): Uint8Array {
  const bytes = [...(SEEDS[random.integer(SEEDS.length)] ?? [])];
  for (let edits = 1 + random.integer(6); edits > 0; edits--) {
    const mutate = MUTATIONS[random.integer(MUTATIONS.length)];
    mutate?.(bytes, random.integer(bytes.length + 1), random);
  }
  return Uint8Array.from(bytes);
}

/** A good frame as it is. */
export function goodFrame(random: Random): Uint8Array {
  return SEEDS[random.integer(SEEDS.length)] ?? new Uint8Array(0);
}
