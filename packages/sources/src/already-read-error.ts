/** A stream can be read once only; a file can be read again and again. */
export class AlreadyReadError extends Error {
  override readonly name = 'AlreadyReadError';

  constructor(stream: string) {
    super(`${stream} was read already and can't be read from the beginning; give a file instead`);
  }
}
