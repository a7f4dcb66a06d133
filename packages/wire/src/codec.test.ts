import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyFrame } from '../golden/arbitrary.ts';
import { examples } from '../golden/examples.ts';
import { CLOSE } from './close.ts';
import { decode, decodeFromClient, decodeFromServer, encode } from './codec.ts';
import { FrameError } from './frame-error.ts';
import { CLIENT_SCAN } from './limits.ts';
import { registry, type Frame } from './registry.ts';

const ops = Object.keys(registry) as Frame['op'][];
const bits = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value)
    ? [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]
    : Object.is(value, -0)
      ? 0
      : value;
const plainly = (frame: Frame): unknown => JSON.parse(JSON.stringify(frame, bits));

/** Nothing but a frame or a FrameError with a documented close code. */
function tryDecode(bytes: Uint8Array): Frame | FrameError {
  try {
    return decode(bytes);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    expect([CLOSE.malformed, CLOSE.invalidPayload, CLOSE.tooBig]).toContain(error.code);
    return error;
  }
}

describe.each(ops)('%s', (op) => {
  it('survives the round trip, whatever is in it', () => {
    fc.assert(
      fc.property(anyFrame(op), (frame) => {
        expect(plainly(decode(encode(frame)))).toEqual(plainly(frame));
      }),
      { numRuns: 50 },
    );
  });

  it('is refused when cut at any byte, or followed by one', () => {
    const bytes = encode(examples[op]);
    for (let end = 0; end < bytes.length; end += 1) {
      expect(tryDecode(bytes.subarray(0, end))).toBeInstanceOf(FrameError);
    }
    expect(tryDecode(Uint8Array.of(...bytes, 0xc0))).toBeInstanceOf(FrameError);
  });

  it('never throws anything but a FrameError with any one byte changed', () => {
    const bytes = Uint8Array.from(encode(examples[op]));
    for (let at = 0; at < bytes.length; at += 1) {
      const right = bytes.at(at) as number;
      for (const wrong of [right ^ 1, right ^ 0x80, right + 1, 0xc1, 0xdf, 0xc6, 0x72]) {
        bytes[at] = wrong;
        tryDecode(bytes);
      }
      bytes[at] = right;
    }
  });

  it('comes from its own side only', () => {
    const bytes = encode(examples[op]);
    const { from } = registry[op];
    if (from !== 'server') expect(decodeFromClient(bytes).op).toBe(op);
    else expect(() => decodeFromClient(bytes)).toThrow(`${op} does not come from a client`);
    if (from !== 'client') expect(decodeFromServer(bytes).op).toBe(op);
    else expect(() => decodeFromServer(bytes)).toThrow(`${op} does not come from a server`);
  });
});

describe('the registry', () => {
  it('gives every frame a number of its own', () => {
    const codes = ops.map((op) => registry[op].code);
    expect(new Set(codes).size).toBe(ops.length);
    for (const op of ops) expect(registry[op].op).toBe(op);
  });
});

describe('hostile bytes', () => {
  const bomb = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', bomb(), /ends too early/],
    ['no array', bomb(0x01), /a frame is a msgpack array/],
    ['an unknown frame', bomb(0x91, 0x7f), /unknown frame 127/],
    ['a frame without a number', bomb(0x90), /unknown frame undefined/],
    ['nested array16 headers', bomb(...Array<number>(3_000).fill(0xdc)), /more than|too early/],
    ['deep arrays', bomb(...Array<number>(20).fill(0x91), 0), /deeper than 8/],
    ['a length beyond the end', bomb(0x91, 0xc6, 0xff, 0xff, 0xff, 0xff), /too early/],
    ['an array longer than the message', bomb(0xdd, 0x00, 0x00, 0x0f, 0xff), /too early/],
    ['an array of too many', bomb(0xdd, 0xff, 0xff, 0xff, 0xff), /elements/],
    ['a record definition', bomb(0x91, 0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01), /extension/],
    ['0xc1', bomb(0x91, 0xc1), /0xc1/],
    ['a key that is no string', bomb(0x91, 0x81, 0x01, 0x01), /key is no string/],
    ['a surrogate in UTF-8', bomb(0x91, 0xa3, 0xed, 0xa0, 0x80), /no UTF-8/],
    ['an overlong string', bomb(0x91, 0xa2, 0xc0, 0xaf), /no UTF-8/],
    ['a string cut in a character', bomb(0x91, 0xa1, 0xc3), /no UTF-8/],
    ['an integer beyond 2^53', bomb(0x92, 21, 0xcf, 0, 0x20, 0, 0, 0, 0, 0, 1), /ping.nonce/],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => decode(bytes, CLIENT_SCAN)).toThrow(FrameError);
    expect(() => decode(bytes, CLIENT_SCAN)).toThrow(message);
  });

  it('a message that is too large is told apart', () => {
    const large = new Uint8Array(CLIENT_SCAN.bytes + 1);
    expect(() => decodeFromClient(large)).toThrow(
      expect.objectContaining({ code: CLOSE.tooBig }) as Error,
    );
  });

  it('keys of a map do not reach a prototype', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const bytes = Buffer.from(
      encode({ ...examples.control, arguments: { aaaaaaaaa: { polluted: true } } }),
    );
    bytes.write('__proto__', bytes.indexOf('aaaaaaaaa'));
    const frame = decode(bytes);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(frame).not.toHaveProperty('arguments.polluted');
  });

  it('any bytes and any mutation give a frame or a FrameError', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const seeds = ops.map((op) => encode(examples[op]));
    const edit = fc.tuple(fc.nat(400), fc.nat(255));
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 6 }))
      .map(([seed, edits]) => {
        const bytes = Uint8Array.from(seed);
        for (const [at, value] of edits) bytes[at % bytes.length] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 80 })), (bytes) => {
        tryDecode(bytes);
      }),
      { numRuns: 10_000 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});

describe('what we send', () => {
  it.each<[string, Frame]>([
    [
      'a name that is too long',
      { ...examples.unsubscribe, op: 'refresh', token: 'x'.repeat(2_049) },
    ],
    ['a negative number', { op: 'ping', nonce: -1 }],
    ['a number that is no integer', { op: 'ping', nonce: 0.5 }],
    ['NaN', { ...examples.subscribe, maxHz: NaN }],
    ['an unknown channel', { ...examples.subscribe, channel: 'gossip' as 'events' }],
    [
      'a key that is no data',
      { ...examples.control, arguments: JSON.parse('{"__proto__": 1}') as Record<string, 1> },
    ],
    ['another array type', { ...examples.samples, x: [1] as unknown as Float32Array }],
  ])('%s is refused before it is sent', (_, frame) => {
    expect(() => encode(frame)).toThrow(FrameError);
  });

  it('has no extension, even for what msgpackr would extend', () => {
    expect(tryDecode(encode({ op: 'ping', nonce: 4_294_967_295 }))).toMatchObject({ op: 'ping' });
    const huge = encode({ ...examples.result, upTo: Number.MAX_SAFE_INTEGER });
    expect(decode(huge)).toMatchObject({ upTo: Number.MAX_SAFE_INTEGER });
  });

  it('replaces half a character, which has no UTF-8', () => {
    expect(decode(encode({ ...examples.event, detail: 'a\ud800b' }))).toMatchObject({
      detail: 'a\ufffdb',
    });
  });
});
