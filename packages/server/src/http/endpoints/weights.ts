import { SafetensorsError, toSafetensors } from '@rxgrad/model';
import type { HostedRun } from '../../hub/hosted-run.ts';
import type { Hub } from '../../hub/hub.ts';
import type { Endpoint } from '../endpoint.ts';
import { HttpError } from '../http-error.ts';
import { RUN_PARAMETER, answering, errorAnswers, header } from '../openapi/parts.ts';

/** GET /runs/{run}/weights: the weights as a safetensors file; its ETag is their epoch and version. */
export function weights(hub: Hub): Endpoint {
  const files = new WeakMap<HostedRun, { readonly tag: string; readonly file: Uint8Array }>();
  return {
    method: 'GET',
    path: '/runs/{run}/weights',
    needs: 'viewer',
    operation: {
      operationId: 'getWeights',
      summary: 'The weights, as a safetensors file',
      description:
        'Tensors are F32 and lie as PyTorch keeps them. Ask with If-None-Match to be told only what is new.',
      parameters: [
        RUN_PARAMETER,
        header('If-None-Match', 'The ETag of the weights you have.', { type: 'string' }),
      ],
      responses: {
        '200': {
          ...answering('A safetensors file.', 'application/octet-stream', {
            type: 'string',
            contentMediaType: 'application/octet-stream',
          }),
          headers: {
            ETag: { description: '"epoch-version" of the weights.', schema: { type: 'string' } },
            'Rxgrad-Version': {
              description: 'Version of the weights: how many updates made them.',
              schema: { type: 'integer', minimum: 0 },
            },
          },
        },
        '304': { description: 'The weights are those you have.' },
        ...errorAnswers(400, 401, 403, 404, 409),
      },
    },
    handle({ request, response, parameters }) {
      const hosted = hub.run(parameters['run'] ?? '');
      const { version } = hosted.run.model;
      const tag = `"${hub.epoch}-${hosted.epoch}-${version}"`;
      response.setHeader('ETag', tag);
      response.setHeader('Cache-Control', 'private, no-cache');
      response.setHeader('Rxgrad-Version', String(version));
      if (matches(request.headers['if-none-match'], tag)) {
        response.writeHead(304).end();
        return;
      }
      // Many who ask for the same version share one file.
      const known = files.get(hosted);
      const file = known?.tag === tag ? known.file : fileOf(hosted);
      files.set(hosted, { tag, file });
      response.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': file.byteLength,
        'Content-Disposition': disposition(hosted.run.name),
      });
      response.end(file);
    },
  };
}

function fileOf({ run }: HostedRun): Uint8Array {
  try {
    return toSafetensors(run.model);
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new HttpError(409, 'unsupported', error.message);
  }
}

function matches(asked: string | undefined, tag: string): boolean {
  if (asked === undefined) return false;
  return asked.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}

/** How the file is called on the disk of who downloads it. */
function disposition(run: string): string {
  return `attachment; filename="${run.replaceAll(/[^\w.-]/g, '_')}.safetensors"`;
}
