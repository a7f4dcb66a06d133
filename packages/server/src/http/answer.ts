import type { ServerResponse } from 'node:http';
import type { HttpError } from './http-error.ts';

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  answerText(response, status, JSON.stringify(value), 'application/json');
}

/** Answers with the JSON of an error; nothing is left to say where an answer has begun already. */
export function answerError(response: ServerResponse, error: HttpError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  const { code, message, details } = error;
  answerJson(response, error.status, { error: { code, message, ...details } });
}

/** Answers with a text that is not to be kept. */
export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  type: string,
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}
