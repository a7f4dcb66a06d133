import { RequestError } from './request-error.ts';

/** Where to ask, and as whom. */
export interface Remote {
  readonly url: string;
  readonly token: string | undefined;
}

/**
 * Asks a server for JSON: GET, or POST where there is something to send.
 *
 * @throws RequestError - when it can't be reached, or refuses
 */
export async function requestJson<T>(
  { url, token }: Remote,
  path: string,
  body?: unknown,
): Promise<T> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(url + path, { ...init, headers }).catch((cause: unknown) => {
    throw new RequestError(`there is no server at ${url}`, { cause });
  });
  const answer = (await response.json().catch(() => undefined)) as Refusal | T | undefined;
  if (response.ok && answer !== undefined) return answer as T;
  const message = (answer as Refusal | undefined)?.error?.message;
  throw new RequestError(`${url} answers: ${message ?? `HTTP ${response.status}`}`);
}

interface Refusal {
  readonly error?: { readonly message: string };
}
