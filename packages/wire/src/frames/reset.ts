import type { FrameSpec } from '../frame-spec.ts';
import { choice, uint, uint32 } from '../scalar-fields.ts';

/** History is broken: forget the weights of this stream, a snapshot of the new epoch follows. */
export interface Reset {
  readonly op: 'reset';
  readonly stream: number;
  readonly epoch: number;
  readonly reason: 'rollback' | 'restore' | 'schema' | 'gap';
}

export const reset: FrameSpec<Reset> = {
  op: 'reset',
  code: 9,
  from: 'server',
  fields: {
    stream: uint32,
    epoch: uint(),
    reason: choice('rollback', 'restore', 'schema', 'gap'),
  },
};
