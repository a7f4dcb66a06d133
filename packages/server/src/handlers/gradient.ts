import { ERRORS } from '@rxgrad/wire';
import { deskOf } from '../contributions/desk.ts';
import { Refusal } from '../session/refusal.ts';
import type { Handler } from './handler.ts';

/** GRADIENT: its parts are put together, and answered with one RESULT when the run has decided. */
export const gradient: Handler<'gradient'> = {
  needs: 'trainer',
  cost: 4,
  handle(session, frame) {
    const hosted = session.hub.run(frame.run);
    if (hosted.run.contributions === undefined) {
      throw new Refusal(ERRORS.unsupported, `"${frame.run}" takes no contributions`);
    }
    if (frame.sequence >= Number.MAX_SAFE_INTEGER) {
      throw new Refusal(ERRORS.badRequest, 'contributions are numbered below 2^53');
    }
    deskOf(hosted).counter(session, frame.contributor).receive(frame);
  },
};
