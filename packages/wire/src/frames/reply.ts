import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { plain, type Plain } from '../nested-fields.ts';
import { flag, text, uint, uint32 } from '../scalar-fields.ts';

/** Codes of a REPLY that says no: nothing was done. */
export const REFUSALS = {
  /** The weights are at another version, or in another epoch, than the request was for. */
  conflict: 'conflict',
  /** The run is over, or can't do this. */
  state: 'state',
  /** There is no such action, checkpoint or hyperparameter. */
  unknown: 'unknown',
  /** An argument is missing or can't be. */
  invalid: 'invalid',
} as const;

/** Answer to CONTROL. */
export interface Reply {
  readonly op: 'reply';
  readonly request: number;
  readonly ok: boolean;
  /** Version of the weights after it. */
  readonly version: number;
  readonly error?: string;
  /** Why not: one of `REFUSALS`, or a later version's. */
  readonly code?: string;
  /** Epoch of the run after it. */
  readonly epoch?: number;
  /** What the action has to tell, such as a checkpoint's name. */
  readonly result?: Readonly<Record<string, Plain>>;
}

export const reply: FrameSpec<Reply> = {
  op: 'reply',
  code: 19,
  from: 'server',
  fields: {
    request: uint32,
    ok: flag,
    version: uint(),
    error: optional(text(512)),
    code: optional(text(64)),
    epoch: optional(uint()),
    result: optional(plain),
  },
};
