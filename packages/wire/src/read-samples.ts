import { LIMITS, type ScanLimits } from './limits.ts';
import { type Samples, samples } from './frames/samples.ts';
import { f32s, u32s } from './tensor-fields.ts';

/** Array of as many values as SAMPLES has fields, and its code. */
const HEAD = 0x90 + 1 + Object.keys(samples.fields).length;
const NIL = 0xc0;

/** The message that is read (none is kept alive by having been the last), and how far it is read. */
const NOTHING: Uint8Array = new Uint8Array(0);
let message: Uint8Array = NOTHING;
let at = 0;

/**
 * Reads SAMPLES as writers write it, in one pass: whoever sends a sample a frame sends a hundred
 * thousand of them a second. Anything unusual, right or wrong, is left to the decoder of all frames.
 */
export function readSamples(bytes: Uint8Array, limits: ScanLimits): Samples | undefined {
  if (bytes[0] !== HEAD || bytes[1] !== samples.code || bytes.length > limits.bytes)
    return undefined;
  if (limits.depth < 1 || limits.elements < HEAD - 0x90) return undefined;
  message = bytes;
  at = 2;
  const frame = fields();
  const whole = at === bytes.length;
  message = NOTHING;
  return whole ? frame : undefined;
}

function fields(): Samples | undefined {
  const request = uint();
  const run = request > 0xffff_ffff ? undefined : name(runs);
  const feed = run === undefined ? undefined : name(feeds);
  if (feed === undefined || run === undefined) return undefined;
  const first = uint();
  const n = uint();
  if (first === Infinity || n > 0xffff_ffff) return undefined;
  const x = bin();
  const y = bin();
  const indices = bin();
  const rows = bin();
  const schema = message[at] === NIL ? null : name(schemas);
  if (schema === null) at += 1;
  const bad = y === undefined || indices === undefined || rows === undefined;
  if (x === undefined || x === null || bad || schema === undefined) return undefined;
  return {
    op: 'samples',
    request,
    run,
    feed,
    first,
    n,
    x: f32s.read(x, 'x'),
    ...(y === null ? undefined : { y: f32s.read(y, 'y') }),
    ...(indices === null ? undefined : { indices: u32s.read(indices, 'indices') }),
    ...(rows === null ? undefined : { rows: u32s.read(rows, 'rows') }),
    ...(schema === null ? undefined : { schema }),
  };
}

/** An unsigned integer; Infinity, which is none, for anything else. */
function uint(): number {
  const head = message[at] as number;
  if (head < 0x80) {
    at += 1;
    return head;
  }
  // 0xcc, 0xcd, 0xce: 1, 2, 4 bytes; 0xcf and, as long as it is positive, 0xd3: 8.
  const width = head >= 0xcc && head <= 0xcf ? 1 << (head - 0xcc) : head === 0xd3 ? 8 : 0;
  const value = width > 0 ? bigEndian(at + 1, width) : Infinity;
  at += 1 + width;
  return value <= Number.MAX_SAFE_INTEGER ? value : Infinity;
}

function bigEndian(from: number, width: number): number {
  if (from + width > message.length) return Infinity;
  let value = 0;
  for (let i = from; i < from + width; i += 1) value = value * 256 + (message[i] as number);
  return value;
}

/** A bin of whole numbers of 4 bytes; null for nil, undefined for anything else. */
function bin(): Uint8Array | null | undefined {
  const head = message[at] as number;
  if (head === NIL) {
    at += 1;
    return null;
  }
  if (head < 0xc4 || head > 0xc6) return undefined;
  const width = 1 << (head - 0xc4);
  const start = at + 1 + width;
  const length = bigEndian(at + 1, width);
  if (length % 4 !== 0 || start + length > message.length) return undefined;
  at = start + length;
  return new Uint8Array(message.buffer, message.byteOffset + start, length);
}

/** The name that stood at the same place last: mostly it is the same again. */
interface Remembered {
  text: string;
  bytes: Uint8Array;
}

const runs: Remembered = { text: '', bytes: new Uint8Array(0) };
const feeds: Remembered = { text: '', bytes: new Uint8Array(0) };
const schemas: Remembered = { text: '', bytes: new Uint8Array(0) };

/** A str of ASCII that is as long as a name may be; undefined for anything else. */
function name(last: Remembered): string | undefined {
  const head = message[at] as number;
  const short = head >= 0xa0 && head <= 0xbf;
  if (!short && head !== 0xd9) return undefined;
  const length = short ? head & 0x1f : (message[at + 1] as number);
  const start = at + (short ? 1 : 2);
  if (length > LIMITS.name || start + length > message.length) return undefined;
  at = start + length;
  if (isLast(last, start, length)) return last.text;
  let text = '';
  for (let i = start; i < at; i += 1) {
    const code = message[i] as number;
    if (code >= 0x80) return undefined;
    text += String.fromCharCode(code);
  }
  last.text = text;
  last.bytes = Uint8Array.prototype.slice.call(message, start, at);
  return text;
}

function isLast({ bytes }: Remembered, start: number, length: number): boolean {
  if (bytes.length !== length) return false;
  for (let i = 0; i < length; i += 1) if (bytes[i] !== message[start + i]) return false;
  return true;
}
