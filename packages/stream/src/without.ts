import { Batch } from '@rxgrad/model';
import type { RejectedSampleError } from '@rxgrad/online';
import type { Remainder } from './stage.ts';

/** Takes the sample that an error complains about out of its batch. */
export function withoutRejected(batch: Batch, error: RejectedSampleError): Remainder<Batch> {
  const { index } = error;
  const rest = batch.samples.filter((_, i) => i !== index);
  return {
    rejected: batch.samples[index],
    rest: rest.length > 0 ? Batch.of(rest) : undefined,
  };
}
