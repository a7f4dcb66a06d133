import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameError } from '../frame-error.ts';
import type { GradientFrame } from '../frames/gradient.ts';
import { encodings, type EncodingName } from '../weights/encodings.ts';
import { GradientDecoder } from './gradient-decoder.ts';
import { GradientEncoder, type GradientPart } from './gradient-encoder.ts';

const names = Object.keys(encodings) as EncodingName[];

const head = {
  op: 'gradient',
  request: 1,
  run: 'run',
  kind: 'gradient',
  epoch: 1,
  base: 0,
  n: 1,
  contributor: 'c',
  sequence: 0,
} as const;

function received(length: number, parts: readonly GradientPart[]): Float32Array {
  let decoder: GradientDecoder | undefined;
  for (const part of parts) {
    const frame = { ...head, ...part };
    decoder ??= new GradientDecoder(length, frame);
    const values = decoder.take(frame);
    if (values !== undefined) return values;
  }
  throw new Error('a part is missing');
}

describe.each(names)('a gradient in %s', (encoding) => {
  const gradients = fc.array(
    fc.array(fc.float({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: 40, maxLength: 40 }),
    { minLength: 1, maxLength: 8 },
  );

  it('arrives, and what was left out comes later: sums differ by what is owed', () => {
    fc.assert(
      fc.property(gradients, (drawn) => {
        const encoder = new GradientEncoder(40, encoding);
        const [given, got] = [new Float64Array(40), new Float64Array(40)];
        for (const numbers of drawn) {
          const gradient = Float32Array.from(numbers);
          const values = received(40, encoder.encode(gradient));
          gradient.forEach((value, i) => (given[i] = (given[i] as number) + value));
          values.forEach((value, i) => (got[i] = (got[i] as number) + value));
        }
        given.forEach((sum, i) => {
          const error = Math.abs(sum - (got[i] as number) - (encoder.owed[i] as number));
          expect(error).toBeLessThan(1e-2);
        });
        if (encoding === 'f32') expect([...given]).toEqual([...got]);
      }),
    );
  });

  it('of many weights travels in parts', () => {
    const gradient = Float32Array.from({ length: 150_000 }, (_, i) => Math.sin(i));
    const parts = new GradientEncoder(gradient.length, encoding).encode(gradient);
    const values = received(gradient.length, parts);
    expect(parts.length).toBeGreaterThan(encoding === 'topk' ? 0 : 2);
    for (const { data } of parts) expect(data.byteLength).toBeLessThanOrEqual(256 * 1024);
    const close = values.filter((value, i) => Math.abs(value - (gradient[i] as number)) < 0.01);
    expect(close.length).toBeGreaterThan(encoding === 'topk' ? 1_500 : 149_999);
  });

  it('of zeros travels, too', () => {
    expect([...received(3, new GradientEncoder(3, encoding).encode(new Float32Array(3)))]).toEqual([
      0, 0, 0,
    ]);
  });

  it('that was not applied leaves what was owed before', () => {
    const encoder = new GradientEncoder(4, encoding);
    encoder.encode(Float32Array.of(1, 0.3, -0.2, 1e-5));
    const owed = encoder.owed.slice();
    encoder.encode(Float32Array.of(3, 0.7, 0.2, 1e-3));
    encoder.undo();
    expect([...encoder.owed]).toEqual([...owed]);
  });
});

it.each([[[1, Number.NaN, 3]], [[1, 2, Infinity]], [[1, 2]]])('%j is not encoded', (numbers) => {
  const encoder = new GradientEncoder(3, 'int8');
  expect(() => encoder.encode(Float32Array.from(numbers))).toThrow(FrameError);
  expect([...encoder.owed]).toEqual([0, 0, 0]);
});

describe('parts that do not fit', () => {
  const f32 = (over: Partial<GradientFrame> = {}): GradientFrame => ({
    ...head,
    part: 0,
    parts: 2,
    encoding: 'f32',
    first: 0,
    data: new Uint8Array(8),
    ...over,
  });

  it.each<[string, readonly Partial<GradientFrame>[]]>([
    ['out of order', [{ part: 1 }]],
    ['twice', [{}, {}]],
    ['beyond the last', [{ part: 2, parts: 2 }]],
    ['of another sequence', [{}, { part: 1, sequence: 1 }]],
    ['of another base', [{}, { part: 1, base: 1 }]],
    ['of nobody else', [{}, { part: 1, contributor: 'd' }]],
    ['without values', [{ data: new Uint8Array(0) }]],
    ['in an unknown encoding', [{ encoding: 'zip' }]],
    ['in an inherited name', [{ encoding: 'toString' }]],
    ['beyond the weights', [{ first: 2 }]],
    ['more than there are weights', [{}, { part: 1, parts: 2, first: 0 }]],
    ['half a value', [{ data: new Uint8Array(5) }]],
    ['without scales', [{ encoding: 'int8', data: new Uint8Array(2) }]],
    ['an index that is not there', [{ indices: Uint32Array.of(0, 3) }]],
  ])('%s', (_what, frames) => {
    let decoder: GradientDecoder | undefined;
    expect(() => {
      for (const over of frames) {
        const frame = f32(over);
        decoder ??= new GradientDecoder(3, frame);
        decoder.take(frame);
      }
    }).toThrow(FrameError);
  });
});
