import type { Features } from '@rxgrad/model';
import type { ErrorFrame, Predict, ServerFrame } from '@rxgrad/wire';
import { Observable, firstValueFrom } from 'rxjs';
import { backoff, BACKOFF } from './backoff.ts';
import type { Connection } from './connection.ts';
import { ConnectionError } from './errors.ts';
import { errorOfFrame } from './failures.ts';

/** Asks the server what a run predicts for one sample; asks again in each session until it is answered. */
export function predict(connection: Connection, run: string, x: Features): Promise<Float32Array> {
  const columns = columnsOf(x);
  const answer$ = new Observable<Float32Array>((to) => {
    let request: number | undefined;
    let refused = 0;
    const ask = (): void => {
      if (connection.session === undefined) return;
      request = connection.takeId();
      connection.send({ op: 'predict', request, run, ...columns });
    };
    const refuse = (error: ErrorFrame): void => {
      if (!error.temporary) return to.error(errorOfFrame(error));
      const wait = backoff(refused, BACKOFF, connection.random);
      refused += 1;
      connection.during(connection.scheduler.schedule(ask, wait));
    };
    const receive = (frame: ServerFrame): void => {
      if (frame.op === 'prediction' && frame.request === request) to.next(frame.output.slice());
      else if (frame.op === 'error' && frame.reference === request) refuse(frame);
    };
    if (connection.state === 'closed') return to.error(connection.failure ?? closed());
    to.add(connection.session$.subscribe({ next: ask, error: () => {} }));
    to.add(
      connection.frame$.subscribe({
        next: receive,
        error: (error: unknown) => to.error(error),
        complete: () => to.error(closed()),
      }),
    );
    try {
      ask();
    } catch (error) {
      to.error(error);
    }
    return undefined;
  });
  return firstValueFrom(answer$);
}

function closed(): Error {
  return new ConnectionError('the connection was closed before the answer');
}

function columnsOf(x: Features): Pick<Predict, 'n' | 'x' | 'indices' | 'rows'> {
  if ('length' in x) return { n: 1, x: Float32Array.from(x) };
  const { indices, values } = x;
  const rows = Uint32Array.of(0, indices.length);
  return { n: 1, x: Float32Array.from(values), indices: Uint32Array.from(indices), rows };
}
