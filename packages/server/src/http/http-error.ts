import { ERRORS } from '@rxgrad/wire';
import { Refusal } from '../session/refusal.ts';

/** What an {@link HttpError} says beside its status. */
export interface HttpErrorOptions {
  /** Seconds after which to try again. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** More fields of the answer's `error`. */
  readonly details?: Readonly<Record<string, string | number>>;
}

/** A request that is answered with an error: `{ "error": { "code", "message" } }`. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  /** A stable, kebab-case name of what was wrong. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(status: number, code: string, message: string, options: HttpErrorOptions = {}) {
    super(message);
    const { retryAfter, headers = {}, details = {} } = options;
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers =
      retryAfter === undefined ? headers : { ...headers, 'Retry-After': String(retryAfter) };
  }
}

const STATUS: Readonly<Record<string, number>> = {
  [ERRORS.unknownRun]: 404,
  [ERRORS.unknownChannel]: 404,
  [ERRORS.unsupported]: 409,
  [ERRORS.badRequest]: 400,
  [ERRORS.forbidden]: 403,
  [ERRORS.limit]: 413,
  [ERRORS.schema]: 409,
};

/** The answer to whatever was thrown; what is not meant for clients is told as an error of ours. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const status = error instanceof Refusal ? STATUS[error.code] : undefined;
  if (!(error instanceof Refusal) || status === undefined) {
    return new HttpError(500, ERRORS.internal, 'that went wrong on our side');
  }
  if (error.temporary) return new HttpError(503, error.code, error.message, { retryAfter: 1 });
  return new HttpError(status, error.code, error.message);
}
