import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ERRORS, LIMITS } from '@rxgrad/wire';
import type { HostedRun } from '../../hub/hosted-run.ts';
import type { Hub } from '../../hub/hub.ts';
import type { ConnectionCaps } from '../../upgrade/connection-caps.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { enter } from '../enter.ts';
import { HttpError } from '../http-error.ts';
import { RUN_PARAMETER, answering, errorAnswers, header, schemaOf } from '../openapi/parts.ts';
import { requireType } from '../read-json.ts';
import { Body } from '../samples/body.ts';
import { Fates } from '../samples/fates.ts';
import { Feeding } from '../samples/feeding.ts';

/** Sequence numbers stay below 2^53, however many lines follow. */
const HIGHEST_FIRST = 2 ** 52;
const TYPES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'] as const;

/** POST /runs/{run}/samples: samples to learn from, a line each; their fates stream back. */
export function samples(hub: Hub, caps: ConnectionCaps): Endpoint {
  return {
    method: 'POST',
    path: '/runs/{run}/samples',
    needs: 'feeder',
    operation: {
      operationId: 'feedSamples',
      summary: 'Samples to learn from, as lines of JSON; their fates come back as lines of JSON',
      description:
        'Each line is a Sample; lines are read as they arrive, as fast as the run learns. Each line of the answer is a ' +
        'Fate: what became of all samples from where the line before left off up to, not including, `upTo`. The last ' +
        'line is a FeedEnd. Sequence numbers count lines that are not blank: the same feed sent again from the start ' +
        'is answered with duplicates, and learned once.',
      parameters: [
        RUN_PARAMETER,
        header('Rxgrad-Feed', 'Names the sequence of samples; random unless given.', {
          type: 'string',
          minLength: 1,
          maxLength: LIMITS.name,
        }),
        header('Rxgrad-First', 'Sequence number of the first line, 0 unless given.', {
          type: 'integer',
          minimum: 0,
          maximum: HIGHEST_FIRST,
        }),
      ],
      requestBody: {
        required: true,
        content: Object.fromEntries(TYPES.map((type) => [type, { schema: schemaOf('Sample') }])),
      },
      responses: {
        '200': answering('What became of the samples.', 'application/x-ndjson', {
          oneOf: [schemaOf('Fate'), schemaOf('FeedEnd')],
        }),
        ...errorAnswers(400, 401, 403, 404, 409, 415, 429, 503),
      },
    },
    async handle(call) {
      const { request, response, parameters } = call;
      const hosted = feedable(hub, parameters['run'] ?? '');
      requireType(request, TYPES);
      const { feed, first } = placeOf(request, hosted);
      response.once('close', enter(request, hub, caps));
      try {
        await take(hub, hosted, call, feed, first);
      } finally {
        // A name that nobody was told needs no memory: nothing can come again under it.
        if (request.headers['rxgrad-feed'] === undefined) hosted.feeds.drop(feed);
      }
    },
  };
}

/** @throws HttpError - when the run takes no samples, or none any more */
function feedable(hub: Hub, name: string): HostedRun {
  const hosted = hub.run(name);
  if (hosted.run.inbox === undefined) {
    throw new HttpError(409, ERRORS.unsupported, `"${name}" takes no samples from outside`);
  }
  return hosted;
}

/** Where in which feed the body begins. */
function placeOf({ headers }: IncomingMessage, { feeds }: HostedRun) {
  const feed = String(headers['rxgrad-feed'] ?? randomUUID());
  const given = String(headers['rxgrad-first'] ?? '0');
  const first = Number(given);
  if (feed === '' || feed.length > LIMITS.name) {
    throw bad(`Rxgrad-Feed has 1 to ${LIMITS.name} characters`);
  }
  if (!/^\d+$/.test(given) || first > HIGHEST_FIRST) {
    throw bad('Rxgrad-First is a whole number from 0 to 2^52');
  }
  const next = feeds.next(feed, first);
  if (first > next) {
    throw new HttpError(
      409,
      'gap',
      `the feed is at ${next}, and would miss what is before ${first}`,
      {
        details: { next },
      },
    );
  }
  return { feed, first };
}

async function take(
  hub: Hub,
  hosted: HostedRun,
  { request, response }: Call,
  feed: string,
  first: number,
): Promise<void> {
  const { clock, limits } = hub;
  const run = hosted.run.name;
  const start = {
    op: 'samples',
    request: 0,
    run,
    feed,
    first,
    n: 0,
    x: new Float32Array(0),
  } as const;
  const fates = new Fates(response, clock, hosted, start);
  const body = new Body(request, hub);
  const over = (): boolean => response.destroyed || body.stopped !== undefined;
  const feeding = new Feeding({ hosted, feed, first, clock, limits, fates, over });
  await body.read((bytes) => feeding.push(bytes));
  if (body.stopped === undefined) await feeding.end();
  else await feeding.settled();
  if (!response.destroyed) fates.end(body.stopped);
}

function bad(message: string): HttpError {
  return new HttpError(400, ERRORS.badRequest, message);
}
