/** A server could not be asked, or refused to answer. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}
