/** How long to wait before connecting again. */
export interface BackoffOptions {
  /** Upper bound of the first wait in ms. */
  readonly initial: number;
  /** Upper bound of any wait in ms. */
  readonly max: number;
}

export const BACKOFF: BackoffOptions = { initial: 250, max: 15_000 };

/**
 * Exponential backoff with full jitter: uniform in 0 … min(max, initial · 2^attempt), so that
 * clients that were cut together do not come back together.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(attempt: number, options: BackoffOptions, random: () => number): number {
  return random() * Math.min(options.max, options.initial * 2 ** Math.min(attempt, 30));
}
