import type { Progress, Run } from '@rxgrad/stream';

/** Where a run stands; nothing while a metric of the user's own throws: the hub goes on. */
export function progressOf(run: Run): Progress | undefined {
  try {
    return run.progress();
  } catch {
    return undefined;
  }
}
