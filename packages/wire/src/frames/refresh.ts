import type { FrameSpec } from '../frame-spec.ts';
import { text } from '../scalar-fields.ts';

/** A new token for a long session. */
export interface Refresh {
  readonly op: 'refresh';
  readonly token: string;
}

export const refresh: FrameSpec<Refresh> = {
  op: 'refresh',
  code: 20,
  from: 'client',
  fields: { token: text(2_048) },
};
