import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { flag, text, uint, uint32 } from '../scalar-fields.ts';

/** Answer to CONTROL. */
export interface Reply {
  readonly op: 'reply';
  readonly request: number;
  readonly ok: boolean;
  readonly version: number;
  readonly error?: string;
}

export const reply: FrameSpec<Reply> = {
  op: 'reply',
  code: 19,
  from: 'server',
  fields: { request: uint32, ok: flag, version: uint(), error: optional(text(512)) },
};
