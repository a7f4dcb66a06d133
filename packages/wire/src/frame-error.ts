import { CLOSE } from './close.ts';

/** Bytes or an object that are no frame of this protocol; `code` is the close code a peer answers with. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code: number;

  constructor(message: string, options: { code?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code ?? CLOSE.malformed;
  }
}
