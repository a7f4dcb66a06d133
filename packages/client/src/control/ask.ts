import type { Control, Reply } from '@rxgrad/wire';
import { filter, firstValueFrom, map, merge, throwIfEmpty } from 'rxjs';
import type { Connection } from '../connection.ts';
import { ConnectionError } from '../errors.ts';
import { errorOfFrame } from '../failures.ts';
import { ControlError } from './control-error.ts';

/**
 * Sends a CONTROL once the connection is open, and resolves with the answer.
 *
 * @throws ControlError when the run says no, ConnectionError when the connection goes before the
 *   answer comes: then nobody here knows whether it was done
 */
export async function ask(
  connection: Connection,
  order: Omit<Control, 'op' | 'request'>,
): Promise<Reply> {
  if (connection.failure !== undefined) throw connection.failure;
  if (connection.session === undefined) {
    await firstValueFrom(connection.session$, { defaultValue: undefined });
  }
  const request = connection.takeId();
  // Nobody may wait for an answer to what could not even be said.
  if (!connection.send({ op: 'control', request, ...order })) {
    throw new ConnectionError(`closed before ${order.action} could be asked for`);
  }
  const reply = await firstValueFrom(answers(connection, request));
  if (reply.ok) return reply;
  throw new ControlError(reply.code ?? 'state', reply.version, reply.error ?? 'the run says no');
}

function answers(connection: Connection, request: number) {
  const lost = (): Error =>
    new ConnectionError('cut before the answer came: look at events$ whether it was done');
  const reply$ = connection.frame$.pipe(
    filter((frame) => frame.op === 'reply' || frame.op === 'error'),
    filter((frame) => (frame.op === 'reply' ? frame.request : frame.reference) === request),
    map((frame) => {
      if (frame.op === 'error') throw errorOfFrame(frame);
      return frame;
    }),
  );
  const cut$ = connection.state$.pipe(
    filter((state) => state !== 'open'),
    map(() => {
      throw lost();
    }),
  );
  return merge(reply$, cut$).pipe(throwIfEmpty(lost));
}
