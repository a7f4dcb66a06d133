import { CLOSE } from './close.ts';
import { FrameError } from './frame-error.ts';

/**
 * Refuses bytes that are no UTF-8 (RFC 3629: no overlong forms, no surrogates) without allocating.
 *
 * @throws FrameError 1007.
 */
export function checkUtf8(bytes: Uint8Array, start: number, end: number): void {
  let at = start;
  while (at < end) {
    const lead = bytes[at] as number;
    at += 1;
    if (lead < 0x80) continue;
    const more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
    if (more === 0 || more > end - at || !isSecond(lead, bytes[at] as number)) invalid(at - 1);
    for (let index = 1; index < more; index += 1) {
      if (((bytes[at + index] as number) & 0xc0) !== 0x80) invalid(at + index);
    }
    at += more;
  }
}

function isSecond(lead: number, byte: number): boolean {
  if (lead === 0xe0) return byte >= 0xa0 && byte <= 0xbf;
  if (lead === 0xed) return byte >= 0x80 && byte <= 0x9f;
  if (lead === 0xf0) return byte >= 0x90 && byte <= 0xbf;
  if (lead === 0xf4) return byte >= 0x80 && byte <= 0x8f;
  return (byte & 0xc0) === 0x80;
}

function invalid(at: number): never {
  throw new FrameError(`malformed message at byte ${at}: a string is no UTF-8`, {
    code: CLOSE.invalidPayload,
  });
}
