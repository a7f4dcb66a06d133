import type { FrameSpec } from '../frame-spec.ts';
import { optional } from '../field.ts';
import { LIMITS } from '../limits.ts';
import { list } from '../nested-fields.ts';
import { text, uint, uint32 } from '../scalar-fields.ts';

/** First frame of a client, due within `LIMITS.helloTimeout`; carries the token, which is never in a URL. */
export interface Hello {
  readonly op: 'hello';
  readonly minVersion: number;
  readonly maxVersion: number;
  /** For people: what the client calls itself. */
  readonly name: string;
  /** Chosen at random by the client, the same after a reconnect. */
  readonly client: string;
  readonly token?: string;
  /** Encodings of weights the client can decode, preferred first. */
  readonly encodings: readonly string[];
  /** Largest message in bytes the client takes. */
  readonly maxFrame: number;
  /** Session id of the WELCOME before a reconnect. */
  readonly resume?: string;
}

export const hello: FrameSpec<Hello> = {
  op: 'hello',
  code: 1,
  from: 'client',
  fields: {
    minVersion: uint(255),
    maxVersion: uint(255),
    name: text(LIMITS.name),
    client: text(LIMITS.name),
    token: optional(text(2_048)),
    encodings: list(text(16), 16),
    maxFrame: uint32,
    resume: optional(text(LIMITS.name)),
  },
};
