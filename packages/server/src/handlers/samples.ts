import { ERRORS } from '@rxgrad/wire';
import { ingest } from '../ingest/ingest.ts';
import { Refusal } from '../session/refusal.ts';
import type { Handler } from './handler.ts';

/** Fates that are known are told after this long, in ms, also when others are still open. */
const PATIENCE = 20;

/** SAMPLES: answered with RESULTs, in order, as the samples are learned. */
export const samples: Handler<'samples'> = {
  needs: 'feeder',
  cost: 0,
  handle(session, frame, bytes) {
    const { hub } = session;
    const hosted = hub.run(frame.run);
    if (hosted.run.inbox === undefined) {
      throw new Refusal(ERRORS.unsupported, `"${frame.run}" takes no samples from outside`);
    }
    if (frame.n < 1 || frame.n > hub.limits.maxSamples) {
      throw new Refusal(ERRORS.limit, `a frame holds 1 to ${hub.limits.maxSamples} samples`);
    }
    const end = session.inbound.begin(bytes);
    let later: (() => void) | undefined;
    let over = false;
    let from = frame.first;
    const intake = ingest(hosted, frame, () => {
      if (intake.complete) flush();
      else later ??= session.clock.after(PATIENCE, flush);
    });
    if (intake.complete) {
      // What is learned is paced by the inbox; what brings nothing is paid for.
      session.inbound.charge(1);
      flush();
    }

    function flush(): void {
      if (over) return;
      later?.();
      later = undefined;
      for (const told of intake.tell()) {
        hosted.fates.add(told.status, told.upTo - from);
        from = told.upTo;
        session.send({ op: 'result', request: frame.request, ...told });
      }
      if (!intake.complete) return;
      over = true;
      end();
    }
  },
};
