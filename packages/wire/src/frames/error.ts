import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { flag, text, uint32 } from '../scalar-fields.ts';

/** Codes of ERROR frames that this version of the protocol knows. */
export const ERRORS = {
  unknownRun: 'unknown-run',
  unknownChannel: 'unknown-channel',
  unsupported: 'unsupported',
  badRequest: 'bad-request',
  forbidden: 'forbidden',
  limit: 'limit',
  schema: 'schema',
  internal: 'internal',
} as const;

/** A request or subscription failed; the connection stands. */
export interface ErrorFrame {
  readonly op: 'error';
  /** Id of the subscription or request; absent when it is about the connection. */
  readonly reference?: number;
  /** One of `ERRORS`, or a later version's. */
  readonly code: string;
  /** Whether the same request may work later. */
  readonly temporary: boolean;
  readonly message: string;
}

export const error: FrameSpec<ErrorFrame> = {
  op: 'error',
  code: 24,
  from: 'server',
  fields: {
    reference: optional(uint32),
    code: text(64),
    temporary: flag,
    message: text(1_024),
  },
};
