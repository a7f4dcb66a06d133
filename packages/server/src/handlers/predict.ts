import type { Run } from '@rxgrad/stream';
import { ERRORS, type Predict } from '@rxgrad/wire';
import { type TakeRows, rowsOfFrame } from '../ingest/rows-of-frame.ts';
import { predictOne } from '../predict-one.ts';
import { Refusal } from '../session/refusal.ts';
import type { Handler } from './handler.ts';

/** PREDICT: answered with PREDICTION, by the run as it is now; each row costs as much as a frame. */
export const predict: Handler<'predict'> = {
  needs: 'viewer',
  cost: 1,
  handle(session, frame) {
    const { hub } = session;
    const { run } = hub.run(frame.run);
    if (frame.n < 1 || frame.n > hub.limits.maxSamples) {
      throw new Refusal(ERRORS.limit, `a frame holds 1 to ${hub.limits.maxSamples} samples`);
    }
    // Who wants more of them than of any other frame keeps a mirror.
    session.inbound.charge(frame.n - 1);
    const output = predictAll(run, rowsOf(frame), frame.n);
    const { version } = run.model;
    session.send({ op: 'prediction', request: frame.request, version, output });
  },
};

function rowsOf(frame: Predict): TakeRows {
  const labels = { feed: '', first: 0, y: new Float32Array(frame.n) };
  const rows = rowsOfFrame({ ...frame, ...labels, op: 'samples' });
  if (typeof rows === 'function') return rows;
  throw new Refusal(ERRORS.badRequest, rows.reason);
}

function predictAll(run: Run, rows: TakeRows, n: number): Float32Array {
  let all = new Float32Array(0);
  for (let i = 0; i < n; i += 1) {
    const { x } = rows(i, i + 1);
    const output = predictOne(run, x);
    if (i === 0) all = new Float32Array(n * output.length);
    all.set(output, i * output.length);
  }
  return all;
}
