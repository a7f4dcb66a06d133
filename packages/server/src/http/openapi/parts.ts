import type { Json } from './operation.ts';

/** The run that a path is about. */
export const RUN_PARAMETER: Json = {
  name: 'run',
  in: 'path',
  required: true,
  description: "The run's name, percent-encoded.",
  schema: { type: 'string', minLength: 1, maxLength: 128 },
};

/** A reference to one of the document's schemas. */
export function schemaOf(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** A header of a request. */
export function header(name: string, description: string, schema: Json): Json {
  return { name, in: 'header', required: false, description, schema };
}

/** An answer whose body is of one type. */
export function answering(
  description: string,
  type: string,
  schema: Json,
): { [key: string]: Json } {
  return { description, content: { [type]: { schema } } };
}

const ERRORS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  401: 'The token is missing or not known.',
  403: 'The role does not allow it, or the origin may not ask.',
  404: 'There is no such run.',
  409: 'The run cannot do that, as it is.',
  413: 'The body is larger than allowed.',
  415: 'The body is of another type than expected.',
  429: 'There is no room at the moment.',
  503: 'The server is about to close, or has too many connections.',
};

/** Answers of these statuses, each an error as JSON. */
export function errorAnswers(...statuses: readonly number[]): { [status: string]: Json } {
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        ...answering(ERRORS[status] as string, 'application/json', schemaOf('Error')),
        ...(status === 429 || status === 503 ? { headers: RETRY_AFTER } : {}),
      },
    ]),
  );
}

const RETRY_AFTER: Json = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } },
};
