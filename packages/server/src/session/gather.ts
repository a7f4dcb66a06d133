import type { Socket } from 'node:net';

const gathered = new Set<Socket>();

/**
 * What is written to a socket in one go leaves in one write: writes are what sending costs most.
 * One turn ends it for all sockets.
 */
export function gather(socket: Socket): void {
  if (gathered.has(socket)) return;
  if (gathered.size === 0) process.nextTick(letGo);
  gathered.add(socket);
  socket.cork();
}

function letGo(): void {
  const sockets = [...gathered];
  gathered.clear();
  for (const socket of sockets) socket.uncork();
}
