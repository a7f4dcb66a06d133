import type { Features } from '@rxgrad/model';
import { ERRORS } from '@rxgrad/wire';
import type { Hub } from '../../hub/hub.ts';
import { predictOne } from '../../predict-one.ts';
import { answerJson } from '../answer.ts';
import type { Endpoint } from '../endpoint.ts';
import { featuresOf } from '../features-of.ts';
import { HttpError } from '../http-error.ts';
import { RUN_PARAMETER, answering, errorAnswers, schemaOf } from '../openapi/parts.ts';
import { readJson } from '../read-json.ts';

/** Predictions of one request: they are made in one go, and must not hold up the training. */
const MOST = 4_096;

/** POST /runs/{run}/predict: the model's prediction for one sample or many, after the loss's link. */
export function predict(hub: Hub): Endpoint {
  const { clock, limits } = hub;
  return {
    method: 'POST',
    path: '/runs/{run}/predict',
    needs: 'viewer',
    operation: {
      operationId: 'predict',
      summary: 'Predictions for one sample or many',
      parameters: [RUN_PARAMETER],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf('PredictRequest') } },
      },
      responses: {
        '200': answering('The predictions.', 'application/json', schemaOf('Prediction')),
        ...errorAnswers(400, 401, 403, 404, 409, 413, 415),
      },
    },
    async handle({ request, response, parameters }) {
      const { run } = hub.run(parameters['run'] ?? '');
      const body = await readJson(request, {
        clock,
        most: limits.maxFrame,
        patience: limits.bodyTimeout,
      });
      const { x, xs } = asked(body);
      const { version } = run.model;
      const predictions = { run: run.name, version };
      if (x !== undefined) {
        answerJson(response, 200, { ...predictions, y: Array.from(predictOne(run, x)) });
      } else {
        const ys = xs.map((each, i) => Array.from(predictOne(run, each, `xs[${i}]: `)));
        answerJson(response, 200, { ...predictions, ys });
      }
    },
  };
}

type Asked =
  | { readonly x: Features; readonly xs?: undefined }
  | { readonly x?: undefined; readonly xs: readonly Features[] };

function asked(body: unknown): Asked {
  const { x, xs } = (body ?? {}) as { readonly x?: unknown; readonly xs?: unknown };
  if (x !== undefined && xs === undefined) return { x: readFeatures(x, 'x') };
  if (!Array.isArray(xs) || x !== undefined) {
    throw bad(
      'the body is { "x": features } for one prediction, or { "xs": [features, …] } for many',
    );
  }
  if (xs.length > MOST) {
    throw new HttpError(413, 'too-large', `at most ${MOST} predictions are made at once`);
  }
  return { xs: xs.map((each, i) => readFeatures(each, `xs[${i}]`)) };
}

function readFeatures(x: unknown, place: string): Features {
  const features = featuresOf(x);
  if (features !== undefined) return features;
  throw bad(`${place} is an array of numbers, or { "indices": […], "values": […] } of one length`);
}

function bad(message: string): HttpError {
  return new HttpError(400, ERRORS.badRequest, message);
}
