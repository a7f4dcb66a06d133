import type { Features } from './features.ts';

/** Carried along with a sample from outside: hears once what became of it. */
export interface Receipt {
  settle(
    fate:
      | { readonly status: 'applied'; readonly version: number }
      | { readonly status: 'rejected'; readonly reason: string },
  ): void;
}

/**
 * One observation: features and what was seen to follow.
 *
 * `y` is a number for a model with one output, the index of a class for cross-entropy, otherwise one number an output.
 */
export interface Sample {
  readonly x: Features;
  readonly y: number | ArrayLike<number>;
  readonly receipt?: Receipt;
}
