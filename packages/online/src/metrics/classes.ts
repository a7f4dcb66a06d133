import { RejectedSampleError } from '../rejected-sample-error.ts';

/** How many classes a prediction speaks of: `[p(y = 1)]` of two, otherwise one probability a class. */
export function classCount(prediction: ArrayLike<number>): number {
  return prediction.length === 1 ? 2 : prediction.length;
}

/** @throws RejectedSampleError when the label isn't a class of the prediction */
export function checkLabel(prediction: ArrayLike<number>, label: number): void {
  const classes = classCount(prediction);
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  throw new RejectedSampleError(
    'label',
    `the label must be a class from 0 to ${classes - 1}, it is ${label}`,
  );
}

/** The probability given to a class. */
export function probabilityOf(prediction: ArrayLike<number>, label: number): number {
  if (prediction.length > 1) return prediction[label] as number;
  const p = prediction[0] as number;
  return label === 1 ? p : 1 - p;
}

/** The class predicted: 1 when p > ½ of two, otherwise the first of the most probable. */
export function predictedClass(prediction: ArrayLike<number>): number {
  if (prediction.length === 1) return (prediction[0] as number) > 0.5 ? 1 : 0;
  let best = 0;
  for (let i = 1; i < prediction.length; i += 1) {
    if ((prediction[i] as number) > (prediction[best] as number)) best = i;
  }
  return best;
}

/** @throws RejectedSampleError when a probability isn't a number from 0 to 1 */
export function checkProbabilities(prediction: ArrayLike<number>): void {
  for (let i = 0; i < prediction.length; i += 1) {
    const p = prediction[i] as number;
    if (!(p >= 0 && p <= 1)) {
      throw new RejectedSampleError(
        'not-finite',
        `probability ${i} must be from 0 to 1, it is ${p}`,
      );
    }
  }
}
