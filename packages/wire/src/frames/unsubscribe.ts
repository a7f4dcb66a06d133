import type { FrameSpec } from '../frame-spec.ts';
import { uint32 } from '../scalar-fields.ts';

/** Ends a subscription; frames already on their way are to be ignored. */
export interface Unsubscribe {
  readonly op: 'unsubscribe';
  readonly id: number;
}

export const unsubscribe: FrameSpec<Unsubscribe> = {
  op: 'unsubscribe',
  code: 5,
  from: 'client',
  fields: { id: uint32 },
};
