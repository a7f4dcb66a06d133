import { filter, firstValueFrom, map, race } from 'rxjs';
import type { Connection } from './connection.ts';
import { ConnectionError } from './errors.ts';

/** Round trip time in ms, once the connection is open; rejects when it closes before the answer. */
export async function ping(connection: Connection): Promise<number> {
  if (connection.session === undefined) {
    await firstValueFrom(connection.session$, { defaultValue: undefined });
  }
  const nonce = connection.takeId();
  const start = connection.scheduler.now();
  const lost = new ConnectionError('the connection closed before the answer to a ping');
  const answer$ = connection.frame$.pipe(
    filter((frame) => frame.op === 'pong' && frame.nonce === nonce),
    map(() => connection.scheduler.now() - start),
  );
  const cut$ = connection.state$.pipe(filter((state) => state !== 'open'));
  const answered = firstValueFrom(race(answer$, cut$), { defaultValue: undefined });
  if (!connection.send({ op: 'ping', nonce })) throw lost;
  const time = await answered;
  if (typeof time !== 'number') throw lost;
  return time;
}
