import { UsageError } from '../usage-error.ts';
import { type Remote, requestJson } from './request-json.ts';

/** What `GET /runs` tells of a run. */
export interface RunDescription {
  readonly name: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly feedable: boolean;
  readonly loss?: string;
  readonly progress: {
    readonly step: number;
    readonly samples: number;
    readonly rejected: number;
    readonly version: number;
    readonly loss: number | null;
  };
}

/** All runs of a server. */
export async function listRuns(remote: Remote): Promise<readonly RunDescription[]> {
  return (await requestJson<{ runs: RunDescription[] }>(remote, '/runs')).runs;
}

/**
 * The run of that name; without one, the only run that there is.
 *
 * @throws UsageError - when there is no such run, or a choice to make
 */
export async function findRun(remote: Remote, name: string | undefined): Promise<RunDescription> {
  const runs = await listRuns(remote);
  const names = runs.map((run) => run.name).join(', ') || 'none';
  const found =
    name === undefined && runs.length === 1 ? runs[0] : runs.find((run) => run.name === name);
  if (found !== undefined) return found;
  const problem = name === undefined ? 'say which run, by --run' : `there is no run "${name}"`;
  throw new UsageError(`${problem}; ${remote.url} has: ${names}`);
}
