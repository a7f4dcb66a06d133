import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** Posts lines of JSON, whole. */
export function postLines(
  url: string,
  lines: readonly (object | string)[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return fetch(url, {
    method: 'POST',
    body: text.map((line) => `${line}\n`).join(''),
    headers: { 'Content-Type': 'application/x-ndjson', ...headers },
  });
}

type Line = Readonly<Record<string, unknown>>;

/** The lines of an answer, read to its end; like fates in a row are one, however they were cut in time. */
export async function linesOf(response: Response): Promise<readonly Line[]> {
  const lines = (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return lines.filter((line, i) => {
    const next = lines[i + 1];
    return (
      next === undefined || line['status'] !== next['status'] || line['reason'] !== next['reason']
    );
  });
}

/** A body that is written bit by bit, and the answer as it comes. */
export class OpenPost {
  readonly request: ClientRequest;
  readonly #response: Promise<IncomingMessage>;
  #pieces: AsyncIterator<unknown> | undefined;
  #text = '';

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.request = request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson', ...headers },
    });
    this.request.on('error', () => {});
    this.#response = once(this.request, 'response').then(
      ([response]) => response as IncomingMessage,
    );
    this.#response.catch(() => {});
  }

  write(text: string): void {
    this.request.write(text);
  }

  async status(): Promise<number | undefined> {
    return (await this.#response).statusCode;
  }

  /** The next line of the answer. */
  async line(): Promise<Record<string, unknown>> {
    this.#pieces ??= (await this.#response)[Symbol.asyncIterator]();
    const pieces = this.#pieces;
    for (;;) {
      const end = this.#text.indexOf('\n');
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return JSON.parse(line) as Record<string, unknown>;
      }
      const piece = await pieces.next();
      if (piece.done === true) throw new Error(`the answer ended with ${this.#text}`);
      this.#text += String(piece.value);
    }
  }
}
