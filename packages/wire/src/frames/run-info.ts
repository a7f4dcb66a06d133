import { optional } from '../field.ts';
import { LIMITS } from '../limits.ts';
import { list, record } from '../nested-fields.ts';
import { choice, flag, text } from '../scalar-fields.ts';

/** What a server says about a run before anyone subscribes to it. */
export interface RunInfo {
  readonly name: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Whether it takes SAMPLES. */
  readonly feedable: boolean;
  /** Name of the loss function, if it has one. */
  readonly loss?: string;
}

export const runList = list(
  record<RunInfo>({
    name: text(LIMITS.name),
    state: choice('running', 'done', 'failed'),
    feedable: flag,
    loss: optional(text(LIMITS.name)),
  }),
  4_096,
);
