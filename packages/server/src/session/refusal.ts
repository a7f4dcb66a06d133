import type { ERRORS } from '@rxgrad/wire';

/** Codes of ERROR frames. */
export type RefusalCode = (typeof ERRORS)[keyof typeof ERRORS];

/** A request that is answered with an ERROR frame; the connection stands. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  /** Whether the same request may work later. */
  readonly temporary: boolean;

  constructor(code: RefusalCode, message: string, temporary = false) {
    super(message);
    this.code = code;
    this.temporary = temporary;
  }
}
