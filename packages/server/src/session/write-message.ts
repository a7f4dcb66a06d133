import type { Socket } from 'node:net';

/** Up to here a copy behind its header, in one buffer, is cheaper than a second buffer in every write. */
const WHOLE = 16 * 1_024;
/** The same where the copy is used once. */
const SMALL = 256;
/** RFC 6455: the only fragment of a binary message. */
const BINARY = 0x82;

const prepared = new WeakMap<Uint8Array, Uint8Array>();

/**
 * Writes a WebSocket message with this payload: framed once for all sockets that the payload goes
 * to. A server masks nothing, and no extension is ever agreed on, so it is the same for everybody.
 */
export function writeMessage(socket: Socket, payload: Uint8Array): void {
  if (payload.byteLength > WHOLE) return writeLoose(socket, payload);
  let message = prepared.get(payload);
  if (message === undefined) prepared.set(payload, (message = whole(payload)));
  socket.write(message);
}

/** The same, for a payload that goes to one socket only. */
export function writeOnce(socket: Socket, payload: Uint8Array): void {
  if (payload.byteLength > SMALL) writeLoose(socket, payload);
  else socket.write(whole(payload));
}

function writeLoose(socket: Socket, payload: Uint8Array): void {
  socket.write(header(payload.byteLength));
  socket.write(payload);
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
