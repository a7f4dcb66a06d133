import { absoluteError } from './absolute-error.ts';
import { crossEntropy } from './cross-entropy.ts';
import { logLoss } from './log-loss.ts';
import type { LossFunction } from './loss-function.ts';
import { squaredError } from './squared-error.ts';

/** The losses by name: what a schema's `loss` refers to, and what the laws are tested for. */
export const lossFunctions = {
  absoluteError,
  crossEntropy,
  logLoss,
  squaredError,
} as const satisfies Record<string, LossFunction>;
