import { RejectedSampleError } from '../rejected-sample-error.ts';

/**
 * How far the prediction ŷ of a regression is from the label.
 *
 * @throws RejectedSampleError when the prediction isn't one number
 */
export function residual(prediction: ArrayLike<number>, label: number): number {
  if (prediction.length === 1) return (prediction[0] as number) - label;
  throw new RejectedSampleError(
    'shape',
    `a regression predicts one number, the prediction has ${prediction.length}`,
  );
}
