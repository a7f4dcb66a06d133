import { absoluteError } from './absolute-error.ts';
import { crossEntropy } from './cross-entropy.ts';
import { epsilonInsensitive } from './epsilon-insensitive.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { logLoss } from './log-loss.ts';
import type { LossFunction } from './loss-function.ts';
import { poisson } from './poisson.ts';
import { quantile } from './quantile.ts';
import { squaredError } from './squared-error.ts';
import { squaredHinge } from './squared-hinge.ts';

/**
 * The losses by name: what a schema's `loss` refers to, and what the laws are tested for.
 *
 * @example
 * ```ts
 * import { lossFunctions } from 'rxgrad';
 * lossFunctions.logLoss.linkName; // → 'sigmoid'
 * ```
 */
export const lossFunctions = {
  absoluteError,
  crossEntropy,
  'epsilonInsensitive(epsilon=0.1)': epsilonInsensitive(),
  hinge,
  'huber(delta=1)': huber(),
  logLoss,
  poisson,
  'quantile(tau=0.5)': quantile(),
  squaredError,
  squaredHinge,
} as const satisfies Record<string, LossFunction>;
