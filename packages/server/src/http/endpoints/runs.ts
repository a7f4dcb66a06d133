import type { HostedRun } from '../../hub/hosted-run.ts';
import { progressOf } from '../../channels/progress-of.ts';
import type { Hub } from '../../hub/hub.ts';
import { answerJson } from '../answer.ts';
import type { Endpoint } from '../endpoint.ts';
import { RUN_PARAMETER, answering, errorAnswers, schemaOf } from '../openapi/parts.ts';

/** GET /runs: all runs, and where they stand. */
export function runs(hub: Hub): Endpoint {
  return {
    method: 'GET',
    path: '/runs',
    needs: 'viewer',
    operation: {
      operationId: 'listRuns',
      summary: 'All runs, and where they stand',
      responses: {
        '200': answering('The runs.', 'application/json', schemaOf('Runs')),
        ...errorAnswers(401, 403),
      },
    },
    handle({ response }) {
      answerJson(response, 200, { runs: hub.hosted().map(describe) });
    },
  };
}

/** GET /runs/{run}: one run, and where it stands. */
export function oneRun(hub: Hub): Endpoint {
  return {
    method: 'GET',
    path: '/runs/{run}',
    needs: 'viewer',
    operation: {
      operationId: 'getRun',
      summary: 'One run, and where it stands',
      parameters: [RUN_PARAMETER],
      responses: {
        '200': answering('The run.', 'application/json', schemaOf('Run')),
        ...errorAnswers(400, 401, 403, 404),
      },
    },
    handle({ response, parameters }) {
      answerJson(response, 200, describe(hub.run(parameters['run'] ?? '')));
    },
  };
}

/** A run as JSON; what is no number yet (JSON has no NaN) is null, what its own metrics fail to tell is left out. */
function describe(hosted: HostedRun): unknown {
  const { run, schemaHash, epoch } = hosted;
  const progress = progressOf(run);
  return { ...hosted.info(), schema: schemaHash, epoch, ...(progress && { progress }) };
}
