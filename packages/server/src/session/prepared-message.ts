/** Up to here a copy behind its header, in one buffer, is cheaper than a second buffer in every write. */
const WHOLE = 16 * 1_024;
/** RFC 6455: the only fragment of a binary message. */
const BINARY = 0x82;

const prepared = new WeakMap<Uint8Array, readonly Uint8Array[]>();

/**
 * The bytes of a WebSocket message with this payload, as they go over the wire: made once for all
 * sockets that the payload goes to. A server masks nothing, and no extension is ever agreed on, so
 * they are the same for everybody.
 */
export function preparedMessage(payload: Uint8Array): readonly Uint8Array[] {
  const known = prepared.get(payload);
  if (known !== undefined) return known;
  const made = payload.byteLength > WHOLE ? loose(payload) : [whole(payload)];
  prepared.set(payload, made);
  return made;
}

/** The same, for a payload that goes to one socket only. */
export function looseMessage(payload: Uint8Array): readonly Uint8Array[] {
  return payload.byteLength > 256 ? loose(payload) : [whole(payload)];
}

function loose(payload: Uint8Array): readonly Uint8Array[] {
  return [header(payload.byteLength), payload];
}

function whole(payload: Uint8Array): Uint8Array {
  const head = header(payload.byteLength);
  const message = Buffer.allocUnsafe(head.length + payload.byteLength);
  message.set(head);
  message.set(payload, head.length);
  return message;
}

function header(length: number): Buffer {
  if (length < 126) return Buffer.of(BINARY, length);
  if (length < 2 ** 16) return Buffer.of(BINARY, 126, length >>> 8, length);
  const head = Buffer.alloc(10);
  head.set([BINARY, 127]);
  head.writeUIntBE(length, 4, 6);
  return head;
}
