import type { Socket } from 'node:net';

let gathered: Socket[] = [];

/**
 * What is written to a socket in one go leaves in one write: writes are what sending costs most.
 * One turn ends it for all sockets.
 */
export function gather(socket: Socket): void {
  if (socket.writableCorked > 0) return;
  if (gathered.length === 0) process.nextTick(letGo);
  gathered.push(socket);
  socket.cork();
}

function letGo(): void {
  const sockets = gathered;
  gathered = [];
  for (const socket of sockets) socket.uncork();
}
