import { type ClientFrame, ERRORS, FrameError } from '@rxgrad/wire';
import type { Role } from '../access/roles.ts';
import { Refusal } from '../session/refusal.ts';
import type { Handler } from './handler.ts';

/** A frame of the protocol that this server does not act on (yet). */
export function unsupported<O extends ClientFrame['op']>(needs: Role): Handler<O> {
  return {
    needs,
    handle(_session, frame) {
      throw new Refusal(ERRORS.unsupported, `this server does not do ${frame.op}`);
    },
  };
}

/** A session begins once. */
export const hello: Handler<'hello'> = {
  needs: 'viewer',
  handle() {
    throw new FrameError('HELLO was said already');
  },
};
