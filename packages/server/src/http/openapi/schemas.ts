import type { Json } from './operation.ts';

const count: Json = { type: 'integer', minimum: 0 };
/** JSON has no NaN: a number that is not there yet is null. */
const maybe: Json = { type: ['number', 'null'] };
const numbers: Json = { type: 'array', items: { type: 'number' } };
const state: Json = { enum: ['running', 'done', 'failed'] };

function object(properties: { readonly [name: string]: Json }, ...optional: string[]): Json {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', required, properties, additionalProperties: false };
}

const features: Json = {
  description: 'As many numbers as the model has inputs, or those that are not 0 by their indices.',
  oneOf: [
    numbers,
    object({
      indices: { type: 'array', items: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 } },
      values: numbers,
    }),
  ],
};

const progress: Json = object({
  step: count,
  version: count,
  samples: count,
  rejected: count,
  lossSum: maybe,
  loss: maybe,
  learningRate: maybe,
  metrics: { type: 'object', additionalProperties: maybe },
  baseline: { type: 'object', additionalProperties: maybe },
});

const fateSums = { applied: count, duplicate: count, rejected: count, throttled: count };

/** What travels as JSON, by name. */
export const SCHEMAS: { readonly [name: string]: Json } = {
  Error: {
    type: 'object',
    required: ['error'],
    additionalProperties: false,
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string', description: 'A stable, kebab-case name.' },
          message: { type: 'string' },
          next: { ...(count as object), description: 'Where the feed is to go on.' },
        },
        additionalProperties: false,
      },
    },
  },
  Health: object(
    {
      status: { enum: ['ok', 'draining'] },
      connections: count,
      runs: { type: 'array', items: object({ name: { type: 'string' }, state }) },
    },
    'connections',
    'runs',
  ),
  Ready: object({ ready: { type: 'boolean' } }),
  Run: object(
    {
      name: { type: 'string' },
      state,
      feedable: { type: 'boolean', description: 'Whether it takes samples.' },
      loss: { type: 'string', description: 'Name of the loss function.' },
      schema: { type: 'string', description: 'Hash of the model’s schema.' },
      epoch: { ...(count as object), description: 'Another one after each rollback.' },
      progress,
    },
    'loss',
    'progress',
  ),
  Runs: object({ runs: { type: 'array', items: { $ref: '#/components/schemas/Run' } } }),
  Features: features,
  Sample: object({
    x: { $ref: '#/components/schemas/Features' },
    y: {
      description: 'The label: a number, the index of a class, or one number an output.',
      oneOf: [{ type: 'number' }, { ...(numbers as object), minItems: 1 }],
    },
  }),
  Fate: object(
    {
      status: { enum: ['applied', 'duplicate', 'rejected', 'throttled'] },
      upTo: { ...(count as object), description: 'One past the last sequence number it is about.' },
      version: { ...(count as object), description: 'Version of the weights by which it was so.' },
      reason: { type: 'string' },
      retryAfter: { ...(count as object), description: 'Milliseconds.' },
    },
    'reason',
    'retryAfter',
  ),
  FeedEnd: object(
    {
      end: { const: true },
      next: { ...(count as object), description: 'Sequence number to go on with.' },
      ...fateSums,
      stopped: { type: 'string', description: 'Why not all of the body was read.' },
    },
    'stopped',
  ),
  PredictRequest: {
    oneOf: [
      object({ x: { $ref: '#/components/schemas/Features' } }),
      object({
        xs: { type: 'array', maxItems: 4_096, items: { $ref: '#/components/schemas/Features' } },
      }),
    ],
  },
  Prediction: object(
    {
      run: { type: 'string' },
      version: count,
      y: { type: 'array', items: maybe },
      ys: { type: 'array', items: { type: 'array', items: maybe } },
    },
    'y',
    'ys',
  ),
  Event: object({
    sequence: { type: 'integer', minimum: 1 },
    level: { enum: ['info', 'warning', 'error'] },
    code: { type: 'string', description: 'A stable, kebab-case name of what happened.' },
    step: count,
    detail: { type: 'string' },
  }),
};
