import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { dense, inbox, learn, sequential, sgd, squaredError, stream, train } from 'rxgrad';
import { type Server, serve } from 'rxgrad/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Media {
  readonly schema: object;
}

interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

const tokens = { 'may-look': 'viewer', 'may-feed': 'feeder' } as const;
let server: Server;
let description: Description;
let ajv: Ajv2020;

beforeAll(async () => {
  const fed = inbox();
  const model = sequential({ inputs: 2, seed: 1 }, dense(1));
  const update$ = stream(fed).pipe(
    learn(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.1 }) }),
  );
  const run = train({ name: 'one', model, update$, inbox: fed });
  server = await serve({ port: 0, runs: [run], tokens });
  description = (await (await fetch(`${server.url}/openapi.json`)).json()) as Description;
  ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: 'openapi.json', components: description.components });
});

afterAll(() => server.close());

test('the description is OpenAPI 3.1', async () => {
  expect(description.openapi).toMatch(/^3\.1\./);
  const result = await new Validator().validate(
    JSON.parse(JSON.stringify(description)) as Record<string, unknown>,
  );
  expect(result).toEqual({ valid: true });
});

/** A request, the operation it is to, and the status that is due. */
type Case = readonly [
  method: string,
  path: string,
  operation: string,
  status: number,
  init?: RequestInit,
];

const json = { 'Content-Type': 'application/json' };
const lines = { 'Content-Type': 'application/x-ndjson' };
const feeder = { Authorization: 'Bearer may-feed' };
const viewer = { Authorization: 'Bearer may-look' };
const two = '{"x":[1,2],"y":3}\n{"x":"no","y":3}\n{"x":[1,2],"y":[4]}\n';

const cases: readonly Case[] = [
  ['GET', '/health', '/health', 200],
  ['GET', '/health', '/health', 200, { headers: viewer }],
  ['GET', '/ready', '/ready', 200],
  ['GET', '/openapi.json', '/openapi.json', 200],
  ['GET', '/metrics', '/metrics', 200, { headers: viewer }],
  ['GET', '/metrics', '/metrics', 401],
  ['GET', '/runs', '/runs', 200, { headers: viewer }],
  ['GET', '/runs', '/runs', 401],
  ['GET', '/runs', '/runs', 403, { headers: { ...viewer, Origin: 'https://evil.example' } }],
  ['GET', '/runs/one', '/runs/{run}', 200, { headers: viewer }],
  ['GET', '/runs/two', '/runs/{run}', 404, { headers: viewer }],
  ['GET', '/runs/%ff', '/runs/{run}', 400, { headers: viewer }],
  ['GET', '/runs/one/weights', '/runs/{run}/weights', 200, { headers: viewer }],
  ['GET', '/runs/two/weights', '/runs/{run}/weights', 404, { headers: viewer }],
  ['GET', '/runs/two/events', '/runs/{run}/events', 404, { headers: viewer }],
  [
    'POST',
    '/runs/one/samples',
    '/runs/{run}/samples',
    200,
    { headers: { ...feeder, ...lines }, body: two },
  ],
  [
    'POST',
    '/runs/one/samples',
    '/runs/{run}/samples',
    403,
    { headers: { ...viewer, ...lines }, body: two },
  ],
  [
    'POST',
    '/runs/one/samples',
    '/runs/{run}/samples',
    415,
    { headers: { ...feeder, ...json }, body: two },
  ],
  [
    'POST',
    '/runs/one/samples',
    '/runs/{run}/samples',
    400,
    { headers: { ...feeder, ...lines, 'Rxgrad-First': 'x' }, body: two },
  ],
  [
    'POST',
    '/runs/one/predict',
    '/runs/{run}/predict',
    200,
    { headers: { ...viewer, ...json }, body: '{"x":[1,2]}' },
  ],
  [
    'POST',
    '/runs/one/predict',
    '/runs/{run}/predict',
    200,
    { headers: { ...viewer, ...json }, body: '{"xs":[[1,2]]}' },
  ],
  [
    'POST',
    '/runs/one/predict',
    '/runs/{run}/predict',
    400,
    { headers: { ...viewer, ...json }, body: '{"x":[1]}' },
  ],
  [
    'POST',
    '/runs/one/predict',
    '/runs/{run}/predict',
    415,
    { headers: viewer, body: '{"x":[1,2]}' },
  ],
];

describe('what is answered is what is described', () => {
  const asked = cases.map(
    ([method, path, to, status, init = {}]) => [method, path, to, status, init] as const,
  );
  test.each(asked)('%s %s to %s: %i', async (method, path, operationPath, status, init) => {
    const response = await fetch(server.url + path, { method, ...init });
    expect(response.status).toBe(status);
    const answer = operationAt(operationPath, method).responses[String(status)];
    const type = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
    const schema = answer?.content?.[type]?.schema;
    expect({ type, described: schema !== undefined }).toEqual({ type, described: true });
    for (const value of await valuesOf(response, type)) {
      const validate = ajv.compile(absolute(schema ?? {}));
      expect({ value, valid: validate(value), why: validate.errors }).toMatchObject({
        valid: true,
      });
    }
  });

  test('events are server-sent, each an Event', async () => {
    const response = await fetch(`${server.url}/runs/one/events`, { headers: viewer });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (/data: .*\n\n/.test(text)) break;
    }
    const data = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '') as unknown;
    const validate = ajv.compile({ $ref: 'openapi.json#/components/schemas/Event' });
    expect({ data, valid: validate(data) }).toMatchObject({ valid: true });
  });

  test('every operation is asked here, and what takes a role says so', () => {
    const asked = new Set(cases.map(([method, , path]) => `${method} ${path}`));
    for (const [path, item] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        expect(asked).toContain(`${method.toUpperCase()} ${path}`);
        const open = operation.security.some((way) => Object.keys(way).length === 0);
        expect('401' in operation.responses).toBe(!open);
      }
    }
  });
});

function operationAt(path: string, method: string): Operation {
  const operation = description.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`${method} ${path} is not described`);
  return operation;
}

/** JSON values of an answer: one, one a line, or the text as it is. */
async function valuesOf(response: Response, type: string): Promise<unknown[]> {
  const text = await response.text();
  if (type === 'application/json') return [JSON.parse(text)];
  if (type !== 'application/x-ndjson') return [text];
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** The same schema, with references into the document that was added. */
function absolute(schema: object): object {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/components', '"openapi.json#/components'),
  ) as object;
}
