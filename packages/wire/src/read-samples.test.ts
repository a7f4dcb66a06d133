import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyFrame } from '../golden/arbitrary.ts';
import { examples } from '../golden/examples.ts';
import { decode, decodeFromClient, encode } from './codec.ts';
import { FrameError } from './frame-error.ts';
import { CLIENT_SCAN } from './limits.ts';
import { readSamples } from './read-samples.ts';
import type { Frame } from './registry.ts';

function generally(bytes: Uint8Array): Frame | undefined {
  try {
    return decode(bytes, CLIENT_SCAN);
  } catch (error) {
    expect(error).toBeInstanceOf(FrameError);
    return undefined;
  }
}

/** The same bytes anywhere in a message buffer, as sockets give them. */
function anywhere(bytes: Uint8Array, offset: number): Buffer {
  const buffer = Buffer.alloc(offset + bytes.length + 3, 0xc1);
  buffer.set(bytes, offset);
  return buffer.subarray(offset, offset + bytes.length);
}

/** One byte is another, or is missing, or there is one more. */
const change = fc.record({
  place: fc.nat(),
  byte: fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0xc0, 0xc1, 0xc4, 0xd3, 0xd9, 0xcf),
  ),
  how: fc.constantFrom('keep', 'set', 'cut', 'insert'),
});

function changed(
  bytes: Uint8Array,
  { place, byte, how }: { place: number; byte: number; how: string },
): Uint8Array {
  const copy = [...bytes];
  const at = place % Math.min(copy.length, 64);
  if (how === 'set') copy[at] = byte;
  if (how === 'cut') copy.splice(at, 1);
  if (how === 'insert') copy.splice(at, 0, byte);
  return Uint8Array.from(copy);
}

const frames = fc.oneof(anyFrame('samples'), fc.constant<Frame>(examples.samples));

it('reads what the decoder of all frames reads, or leaves it to it', () => {
  fc.assert(
    fc.property(frames, change, fc.nat(9), (frame, how, offset) => {
      const bytes = anywhere(changed(encode(frame), how), offset);
      const read = readSamples(bytes, CLIENT_SCAN);
      if (read !== undefined) expect(read).toEqual(generally(bytes));
    }),
    { numRuns: 3_000 },
  );
});

it('reads frames as they are mostly written by itself', () => {
  const plain = { ...examples.samples, request: 70_000, first: 2 ** 40, schema: 'abc' };
  for (const frame of [examples.samples, plain]) {
    expect(readSamples(encode(frame), CLIENT_SCAN)).toEqual(frame);
    expect(readSamples(encode(frame), CLIENT_SCAN)).toEqual(frame);
  }
});

it('keeps to the limits it is told', () => {
  const bytes = encode(examples.samples);
  expect(readSamples(bytes, { ...CLIENT_SCAN, bytes: bytes.length - 1 })).toBeUndefined();
  expect(readSamples(bytes, { ...CLIENT_SCAN, elements: 10 })).toBeUndefined();
  expect(() => decodeFromClient(bytes, { ...CLIENT_SCAN, bytes: 8 })).toThrow(FrameError);
});

it('a name that changes is not taken for the one before', () => {
  const names = ['a', 'b', 'ab', 'a', '', 'é', 'a'.repeat(40), 'a'.repeat(128)];
  for (const feed of [...names, ...names]) {
    expect(decodeFromClient(encode({ ...examples.samples, feed }))).toMatchObject({ feed });
  }
});
