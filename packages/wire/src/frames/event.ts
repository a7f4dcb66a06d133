import type { FrameSpec } from '../frame-spec.ts';
import { choice, text, uint, uint32 } from '../scalar-fields.ts';

/** Something worth telling happened in a run: drift, quarantine, checkpoint, control. */
export interface EventFrame {
  readonly op: 'event';
  readonly stream: number;
  /** Counts the run's events. */
  readonly sequence: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly code: string;
  readonly step: number;
  readonly detail: string;
}

export const event: FrameSpec<EventFrame> = {
  op: 'event',
  code: 11,
  from: 'server',
  fields: {
    stream: uint32,
    sequence: uint(),
    level: choice('info', 'warning', 'error'),
    code: text(64),
    step: uint(),
    detail: text(2_048),
  },
};
