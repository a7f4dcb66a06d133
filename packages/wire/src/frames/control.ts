import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { plain, type Plain } from '../nested-fields.ts';
import { text, uint, uint32 } from '../scalar-fields.ts';

/** Acts on a run: pause, resume, step, set, checkpoint, rollback. */
export interface Control {
  readonly op: 'control';
  readonly request: number;
  readonly run: string;
  readonly action: string;
  readonly arguments: Readonly<Record<string, Plain>>;
  /** Refused unless the weights are at this version. */
  readonly ifVersion?: number;
  /** Refused unless the run's history is this one: after a rollback a version comes again. */
  readonly ifEpoch?: number;
}

export const control: FrameSpec<Control> = {
  op: 'control',
  code: 18,
  from: 'client',
  fields: {
    request: uint32,
    run: text(LIMITS.name),
    action: text(32),
    arguments: plain,
    ifVersion: optional(uint()),
    ifEpoch: optional(uint()),
  },
};
