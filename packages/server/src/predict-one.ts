import { type Features, NonFiniteError, ShapeError } from '@rxgrad/model';
import { NoPredictionError, type Run } from '@rxgrad/stream';
import { ERRORS } from '@rxgrad/wire';
import { Refusal } from './session/refusal.ts';

/**
 * What a run predicts for one sample, after the loss's link. What a pipeline of one's own throws is
 * thrown on: it is not the client's fault, and none of its business.
 *
 * @param place - where in the request the sample is, for whoever reads the reason
 * @throws Refusal - when the run cannot take the features, or predicts nothing
 */
export function predictOne(run: Run, x: Features, place = ''): Float32Array {
  try {
    return run.predict(x);
  } catch (error) {
    if (error instanceof NoPredictionError) throw new Refusal(ERRORS.unsupported, error.message);
    if (!(error instanceof ShapeError || error instanceof NonFiniteError)) throw error;
    throw new Refusal(ERRORS.badRequest, place + error.message);
  }
}
