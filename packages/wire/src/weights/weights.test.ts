import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../codec.ts';
import { FrameError } from '../frame-error.ts';
import type { Delta } from '../frames/delta.ts';
import { encodings, type EncodingName } from './encodings.ts';
import { TierEncoder } from './tier-encoder.ts';
import { WeightsDecoder } from './weights-decoder.ts';

const names = Object.keys(encodings) as EncodingName[];
const bits = (values: Float32Array): Uint32Array =>
  Uint32Array.from(new Uint32Array(values.buffer));

function tierOf(weights: Float32Array, encoding: EncodingName = 'f32'): TierEncoder {
  return new TierEncoder({ stream: 1, epoch: 9, weights, version: 0, encoding });
}

function join(tier: TierEncoder): WeightsDecoder {
  const mirror = new WeightsDecoder(tier.shadow.length);
  for (const frame of tier.snapshot()) mirror.apply(decode(frame));
  return mirror;
}

/** Any f32 bits, NaN and infinities among them. */
const anyFloats = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.oneof(fc.integer(), fc.constant(0), fc.constant(0), fc.constant(0x7f800001)), {
      minLength: length,
      maxLength: length,
    })
    .map((words) => new Float32Array(Int32Array.from(words).buffer));

describe.each(names)('weights in %s', (encoding) => {
  it('mirrors equal the shadow bit for bit after every tick, whatever the weights', () => {
    fc.assert(
      fc.property(fc.array(anyFloats(40), { minLength: 2, maxLength: 12 }), (history) => {
        const tier = tierOf(history.at(0) as Float32Array, encoding);
        const mirror = join(tier);
        history.slice(1).forEach((weights, index) => {
          for (const frame of tier.tick(weights, index + 1)) mirror.apply(decode(frame));
          expect(bits(mirror.values)).toEqual(bits(tier.shadow));
          expect(mirror.version).toBe(index + 1);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('words of state behind the weights are exact after every tick', () => {
    fc.assert(
      fc.property(fc.array(anyFloats(7), { minLength: 2, maxLength: 6 }), (history) => {
        const weights = (index: number): Float32Array => {
          const all = Float32Array.from({ length: 40 }, (_, at) => Math.sin(at * index + 1));
          all.set(history.at(index) as Float32Array, 33);
          return all;
        };
        const options = { stream: 1, epoch: 9, version: 0, encoding, words: 7 };
        const tier = new TierEncoder({ ...options, weights: weights(0) });
        const mirror = join(tier);
        for (let index = 1; index < history.length; index += 1) {
          for (const frame of tier.tick(weights(index), index)) mirror.apply(decode(frame));
          expect(bits(mirror.values)).toEqual(bits(tier.shadow));
          expect(bits(mirror.values.slice(33))).toEqual(bits(history.at(index) as Float32Array));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('converges to the exact weights when updates rest, and is silent then', () => {
    const start = Float32Array.from({ length: 9_001 }, (_, index) => Math.sin(index));
    const weights = Float32Array.from(start, (value, index) =>
      index % 3 === 0 ? value : value * 1.01 + 1e-3 * Math.cos(index * index),
    );
    weights[7] = 1e-42;
    weights[8] = -3e38;
    const tier = tierOf(start, encoding);
    const mirror = join(tier);
    let ticks = 0;
    for (;;) {
      const frames = tier.tick(weights, 1);
      if (frames.length === 0) break;
      for (const frame of frames) mirror.apply(decode(frame));
      ticks += 1;
      expect(ticks).toBeLessThan(3_000);
    }
    expect(bits(mirror.values)).toEqual(bits(weights));
    expect(mirror.ready).toBe(true);
  });

  it('verifies a hash with the snapshot and with every 64th delta', () => {
    const weights = new Float32Array(1_000);
    const tier = tierOf(weights, encoding);
    const mirror = join(tier);
    for (let version = 1; version <= 128; version += 1) {
      weights[version] = version / 3;
      for (const frame of tier.tick(weights, version)) mirror.apply(decode(frame));
    }
    expect(mirror.verified).toBe(3);
    expect(mirror.ready).toBe(true);
  });
});

describe('sizes', () => {
  const random = (index: number): number => Math.fround(Math.sin(index * 12.9898) * 43758.5453) % 1;
  const start = Float32Array.from({ length: 65_537 }, (_, index) => random(index));
  const moved = start.map((value, index) => value + 0.01 * random(index + 7));
  const bytes = (frames: readonly Uint8Array[]): number =>
    frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  const full = bytes(tierOf(start).snapshot());

  it('keeps every part under 256 KiB', () => {
    const large = tierOf(new Float32Array(400_000));
    expect(large.snapshot().length).toBe(7);
    for (const frame of large.snapshot()) expect(frame.byteLength).toBeLessThanOrEqual(256 * 1024);
    const some = Float32Array.from({ length: 400_000 }, (_, index) => (index % 3 === 0 ? 1 : 0));
    for (const frame of large.tick(some, 1)) expect(frame.byteLength).toBeLessThan(256 * 1024);
  });

  it('codes a few changed weights as indices and values', () => {
    const tier = tierOf(start);
    const few = start.slice();
    few[5] = 1;
    few[60_000] = 2;
    expect(bytes(tier.tick(few, 1))).toBeLessThan(60);
  });

  it.each([
    ['f32', 1.01],
    ['f16', 0.51],
    ['int8', 0.26],
    ['topk', 0.02],
  ] as const)('codes all changed weights in %s within %f of a snapshot', (encoding, ratio) => {
    expect(bytes(tierOf(start, encoding).tick(moved, 1)) / full).toBeLessThan(ratio);
  });
});

describe('a decoder', () => {
  const versions = [0, 1, 2, 3].map((version) => new Float32Array(5).fill(version));
  const [zero, one, two, three] = versions as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];

  it('detects a gap, ignores deltas until the next snapshot, and is well again then', () => {
    const tier = tierOf(zero);
    const mirror = join(tier);
    tier.tick(one, 1);
    const [late] = tier.tick(two, 2).map((frame) => decode(frame));
    expect(mirror.apply(late as Delta)).toBe('gap');
    expect(mirror.ready).toBe(false);
    expect(tier.tick(three, 3).map((frame) => mirror.apply(decode(frame)))).toEqual(['gap']);
    expect(tier.snapshot().map((frame) => mirror.apply(decode(frame)))).toEqual(['updated']);
    expect([...mirror.values]).toEqual([3, 3, 3, 3, 3]);
  });

  it('ignores repeats, and snapshots older than what it has', () => {
    const tier = tierOf(zero);
    const mirror = join(tier);
    const old = tier.snapshot().map((frame) => decode(frame));
    const [frame] = tier.tick(one, 1).map((bytes) => decode(bytes));
    expect(mirror.apply(frame as Delta)).toBe('updated');
    expect(mirror.apply(frame as Delta)).toBe('ignored');
    expect(mirror.apply(old[0] as Delta)).toBe('ignored');
    expect([...mirror.values]).toEqual([1, 1, 1, 1, 1]);
  });

  it('resumes from the ring: all that was missed, or nothing', () => {
    const options = { stream: 1, epoch: 9, weights: zero, version: 0 };
    const tier = new TierEncoder({
      ...options,
      ring: { deltas: 2, bytes: 1e6, milliseconds: 1_000 },
    });
    const mirror = join(tier);
    tier.tick(one, 1, 10);
    tier.tick(two, 2, 20);
    const missed = tier.resume(9, mirror.sequence, 30) ?? [];
    expect(missed.map((frame) => mirror.apply(decode(frame)))).toEqual(['updated', 'updated']);
    expect(tier.resume(9, mirror.sequence, 30)).toEqual([]);
    tier.tick(three, 3, 40);
    expect(tier.resume(9, 0, 40)).toBeUndefined();
    expect(tier.resume(8, 2, 40)).toBeUndefined();
    expect(tier.resume(9, 2, 1_041)).toBeUndefined();
  });

  it('tells that its weights are corrupt when the hash differs', () => {
    const tier = tierOf(zero);
    const mirror = new WeightsDecoder(5);
    const [snapshot] = tier.snapshot().map((frame) => decode(frame));
    expect(mirror.apply({ ...(snapshot as Delta), hash: 1 })).toBe('corrupt');
    expect(mirror.ready).toBe(false);
  });

  it('starts over at a reset', () => {
    const tier = tierOf(zero);
    const mirror = join(tier);
    expect(mirror.apply(decode(tier.reset(10, 'rollback', two, 5)))).toBe('gap');
    expect(tier.snapshot().map((frame) => mirror.apply(decode(frame)))).toEqual(['updated']);
    expect([mirror.epoch, mirror.version, mirror.values[0]]).toEqual([10, 5, 2]);
  });

  const good: Delta = {
    op: 'delta',
    stream: 1,
    sequence: 1,
    base: 0,
    version: 1,
    part: 0,
    parts: 1,
    encoding: 'f32',
    first: 0,
    data: new Uint8Array(4),
  };
  it.each<[string, Partial<Delta>]>([
    ['an unknown encoding', { encoding: 'f8' }],
    ['values past the end', { first: 5 }],
    ['half a value', { data: new Uint8Array(6) }],
    ['an index past the end', { indices: Uint32Array.of(5) }],
    ['more indices than values', { indices: Uint32Array.of(1, 2) }],
    ['a missing scale', { encoding: 'int8' }],
    ['a part beyond the last', { part: 1 }],
    ['more than there is', { data: new Uint8Array(400) }],
  ])('refuses %s', (_, wrong) => {
    const mirror = join(tierOf(zero));
    expect(() => mirror.apply({ ...good, ...wrong })).toThrow(FrameError);
  });
});
