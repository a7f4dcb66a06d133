import { describe, expect, it } from 'vitest';
import { xxh32 } from './xxh32.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('xxh32', () => {
  // From the reference implementation's command line tool (xxhsum -H32).
  it.each([
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ])('of %j', (text, hash) => {
    expect(xxh32(ascii(text))).toBe(hash);
  });

  it('does not mind alignment', () => {
    const text = ascii('xNobody inspects the spammish repetition');
    expect(xxh32(text.subarray(1))).toBe(0xe2293b2f);
  });
});
