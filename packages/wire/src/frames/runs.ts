import type { FrameSpec } from '../frame-spec.ts';
import { runList, type RunInfo } from './run-info.ts';

/** The list of runs, again and whole, whenever it or the state of one of them changes. */
export interface Runs {
  readonly op: 'runs';
  readonly runs: readonly RunInfo[];
}

export const runs: FrameSpec<Runs> = {
  op: 'runs',
  code: 25,
  from: 'server',
  fields: { runs: runList },
};
