import type { Endpoint } from './endpoint.ts';
import { HttpError } from './http-error.ts';

/** An endpoint that was found, and what stands in its path's braces. */
export interface Found {
  readonly endpoint: Endpoint;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds endpoints by method and path. */
export class Router {
  readonly #rows: readonly { readonly parts: readonly string[]; readonly endpoint: Endpoint }[];

  constructor(endpoints: readonly Endpoint[]) {
    this.#rows = endpoints.map((endpoint) => ({ parts: endpoint.path.split('/'), endpoint }));
  }

  /** Methods that a path is asked with, HEAD and OPTIONS among them; none where nothing is there. */
  methods(path: string): readonly string[] {
    const methods = this.#at(path).map(({ endpoint }) => endpoint.method);
    if (methods.length === 0) return [];
    return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
  }

  /**
   * The endpoint for a request; HEAD is GET without a body. Nothing when there is nothing at the path.
   *
   * @throws HttpError - 405 when the path is asked with other methods, 400 for a path that can't be read
   */
  find(method: string, path: string): Found | undefined {
    const rows = this.#at(path);
    if (rows.length === 0) return undefined;
    const wanted = method === 'HEAD' ? 'GET' : method;
    const row = rows.find(({ endpoint }) => endpoint.method === wanted);
    if (row !== undefined) return { endpoint: row.endpoint, parameters: read(row.parts, path) };
    const allowed = this.methods(path).join(', ');
    throw new HttpError(405, 'method-not-allowed', `${path} is asked with ${allowed}`, {
      headers: { Allow: allowed },
    });
  }

  #at(path: string) {
    const asked = path.split('/');
    return this.#rows.filter(
      ({ parts }) =>
        parts.length === asked.length && parts.every((part, i) => fits(part, asked[i])),
    );
  }
}

function fits(part: string, asked: string | undefined): boolean {
  return part.startsWith('{') ? asked !== '' : part === asked;
}

function read(parts: readonly string[], path: string): Record<string, string> {
  const asked = path.split('/');
  return Object.fromEntries(
    parts.flatMap((part, i) =>
      part.startsWith('{') ? [[part.slice(1, -1), decode(asked[i] as string)]] : [],
    ),
  );
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpError(400, 'bad-request', 'the path is not percent-encoded UTF-8');
  }
}
