/** A metric was asked to take out a sample that it can't: only what was taken in, and for some only the latest. */
export class RevertError extends Error {
  override readonly name = 'RevertError';
}
