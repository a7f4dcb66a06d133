import { CLOSE } from './close.ts';
import { FrameError } from './frame-error.ts';
import type { ScanLimits } from './limits.ts';
import { checkUtf8 } from './utf8.ts';

const MAX_DEPTH = 32;
/** Values still due at each open level; a map's are due in pairs. */
const due = new Uint32Array(MAX_DEPTH + 1);
const isMap = new Uint8Array(MAX_DEPTH + 1);

/**
 * Walks one msgpack value without allocating and refuses what could hurt a decoder: too deep, too
 * many elements, lengths beyond the end, extensions, 0xc1, keys that are no strings, strings that
 * are no UTF-8, bytes left over. O(n).
 *
 * @throws FrameError 1009 for a message that is too large, 4500 otherwise.
 */
export function scan(bytes: Uint8Array, limits: ScanLimits): void {
  const end = bytes.length;
  if (end > limits.bytes) tooBig(end, limits.bytes);
  const deepest = Math.min(limits.depth, MAX_DEPTH);
  let elements = 0;
  let level = 0;
  let at = 0;
  due[0] = 1;
  isMap[0] = 0;
  while (level > 0 || due[0] === 1) {
    const left = due[level] as number;
    if (left === 0) {
      level -= 1;
      continue;
    }
    due[level] = left - 1;
    if (at >= end) malformed('the message ends too early', at);
    const head = bytes[at] as number;
    if (isMap[level] === 1 && left % 2 === 0 && !isString(head)) {
      malformed('a key is no string', at);
    }
    const container = isContainer(head);
    if (!container) {
      at = skip(bytes, head, at, end);
      continue;
    }
    const children = childrenOf(bytes, head, at, end);
    elements += children;
    if (elements > limits.elements) malformed(`more than ${limits.elements} elements`, at);
    if (level === deepest) malformed(`deeper than ${limits.depth}`, at);
    // A value takes a byte at least: what cannot fit is refused before anything walks it.
    at += head < 0xa0 ? 1 : head % 2 === 0 ? 3 : 5;
    if (children > end - at) malformed('the message ends too early', at);
    level += 1;
    due[level] = children;
    isMap[level] = isMapHead(head) ? 1 : 0;
  }
  if (at !== end) malformed(`${end - at} bytes are left over`, at);
}

function isString(head: number): boolean {
  return (head >= 0xa0 && head <= 0xbf) || (head >= 0xd9 && head <= 0xdb);
}

function isMapHead(head: number): boolean {
  return (head >= 0x80 && head <= 0x8f) || head === 0xde || head === 0xdf;
}

function isContainer(head: number): boolean {
  return (head >= 0x80 && head <= 0x9f) || (head >= 0xdc && head <= 0xdf);
}

function childrenOf(bytes: Uint8Array, head: number, at: number, end: number): number {
  const width = head % 2 === 0 ? 2 : 4;
  const count = head < 0xa0 ? head & 0x0f : lengthAt(bytes, at + 1, width, end);
  return isMapHead(head) ? 2 * count : count;
}

/** Where the value that is no container ends. */
function skip(bytes: Uint8Array, head: number, at: number, end: number): number {
  const start = at + 1 + lengthWidth(head);
  const length = payload(bytes, head, at, end);
  if (length > end - start) malformed('the message ends too early', at);
  if (isString(head)) checkUtf8(bytes, start, start + length);
  return start + length;
}

function lengthWidth(head: number): number {
  if (head === 0xc4 || head === 0xd9) return 1;
  if (head === 0xc5 || head === 0xda) return 2;
  if (head === 0xc6 || head === 0xdb) return 4;
  return 0;
}

function payload(bytes: Uint8Array, head: number, at: number, end: number): number {
  if (head < 0x80 || head >= 0xe0) return 0;
  if (head <= 0xbf) return head & 0x1f;
  const width = lengthWidth(head);
  if (width > 0) return lengthAt(bytes, at + 1, width, end);
  if (head === 0xca) return 4;
  if (head === 0xcb) return 8;
  if (head >= 0xcc && head <= 0xd3) return 1 << (head & 3);
  if (head === 0xc0 || head === 0xc2 || head === 0xc3) return 0;
  return malformed(head === 0xc1 ? '0xc1 is no msgpack' : 'extension types are not used', at);
}

function lengthAt(bytes: Uint8Array, at: number, width: number, end: number): number {
  if (width > end - at) malformed('the message ends too early', at);
  let length = 0;
  for (let index = 0; index < width; index += 1) {
    length = length * 256 + (bytes[at + index] as number);
  }
  return length;
}

function malformed(what: string, at: number): never {
  throw new FrameError(`malformed message at byte ${at}: ${what}`);
}

function tooBig(length: number, most: number): never {
  throw new FrameError(`a message has at most ${most} bytes, this one ${length}`, {
    code: CLOSE.tooBig,
  });
}
