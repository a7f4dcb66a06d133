import { ERRORS } from '@rxgrad/wire';
import { may } from '../access/roles.ts';
import { scrubbedError } from '../logs/scrub.ts';
import { Refusal } from '../session/refusal.ts';
import type { Session } from '../session/session.ts';
import type { Handler, Request } from './handler.ts';
import { control } from './control.ts';
import { credit } from './credit.ts';
import { gradient } from './gradient.ts';
import { ping } from './ping.ts';
import { pong } from './pong.ts';
import { predict } from './predict.ts';
import { refresh } from './refresh.ts';
import { samples } from './samples.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

/** One row for each frame that a client may send: one that is missing does not compile. */
const HANDLERS: { readonly [O in Request['op']]: Handler<O> } = {
  subscribe,
  unsubscribe,
  samples,
  gradient,
  predict,
  control,
  refresh,
  credit,
  ping,
  pong,
};

/** Hands a frame to its handler; a request that cannot be granted is answered with ERROR. */
export function dispatch(session: Session, frame: Request, bytes: number): void {
  const handler = HANDLERS[frame.op] as Handler<Request['op']>;
  session.inbound.charge(handler.cost);
  try {
    if (!may(session.role, handler.needs)) {
      throw new Refusal(ERRORS.forbidden, `${frame.op} takes a ${handler.needs}`);
    }
    handler.handle(session, frame, bytes);
  } catch (error) {
    refuse(session, frame, error);
  }
}

function refuse(session: Session, frame: Request, error: unknown): void {
  const refusal = error instanceof Refusal ? error : failure(session, frame, error);
  const reference = referenceOf(frame);
  session.send({
    op: 'error',
    ...(reference === undefined ? {} : { reference }),
    code: refusal.code,
    temporary: refusal.temporary,
    message: refusal.message.slice(0, 1_000),
  });
}

/** What nobody meant to throw is for our log alone. */
function failure({ hub, id, credentials }: Session, { op }: Request, error: unknown): Refusal {
  const told = scrubbedError(error, [credentials.token]);
  hub.log.error({ session: id, op, error: told }, 'failed');
  // A prediction that failed would fail again.
  return new Refusal(ERRORS.internal, 'that went wrong on our side', op !== 'predict');
}

function referenceOf(frame: Request): number | undefined {
  if ('request' in frame) return frame.request;
  return 'id' in frame ? frame.id : undefined;
}
