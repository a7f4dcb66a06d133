import { ERRORS } from '@rxgrad/wire';
import type { Role } from '../access/roles.ts';
import { Refusal } from '../session/refusal.ts';
import type { Handler, Request } from './handler.ts';

/** A frame of the protocol that this server does not act on (yet). */
export function unsupported<O extends Request['op']>(needs: Role): Handler<O> {
  return {
    needs,
    cost: 1,
    handle(_session, frame) {
      throw new Refusal(ERRORS.unsupported, `this server does not do ${frame.op}`);
    },
  };
}
