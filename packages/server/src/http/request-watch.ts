import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@rxgrad/stream';
import type { Logger } from 'pino';
import { credentialsOf } from '../access/credentials.ts';
import { scrubbedError } from '../logs/scrub.ts';
import type { Tally } from '../observe/counts.ts';
import type { Endpoint } from './endpoint.ts';
import { httpErrorOf } from './http-error.ts';

/** How long a client may go on sending a body that was answered already, in ms. */
const LINGER = 2_000;

/** Statuses of those who may not come in. */
const TURNED_AWAY: ReadonlySet<number> = new Set([401, 403, 421]);

/** Told of each request that was answered: the endpoint, not the URL, which may hold anything. */
export interface Answered {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  /** ms. */
  readonly took: number;
}

/** What a watch works with. */
export interface RequestWatchOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** What must not be logged, whoever wrote it. */
  readonly secrets: readonly string[];
  readonly refusals: Tally<string>;
  readonly onAnswered: (answered: Answered) => void;
}

/** Looks after requests: what is logged of them, how many are under way, and bodies nobody reads. */
export class RequestWatch {
  readonly #options: RequestWatchOptions;
  #active = 0;

  constructor(options: RequestWatchOptions) {
    this.#options = options;
  }

  /** Requests under way, streams of samples and events among them. */
  get active(): number {
    return this.#active;
  }

  /** An endpoint was found for a request. */
  begin(request: IncomingMessage, response: ServerResponse, endpoint: Endpoint): void {
    const { clock, log, onAnswered } = this.#options;
    const began = clock.now();
    this.#active += 1;
    response.once('finish', () => this.#linger(request));
    response.once('close', () => {
      this.#active -= 1;
      const answered = {
        method: request.method ?? '',
        route: endpoint.path,
        status: response.statusCode,
        took: clock.now() - began,
      };
      onAnswered(answered);
      log.debug({ ...answered, whole: response.writableFinished }, 'answered');
    });
  }

  /** Something was thrown: what is the client's fault is told to the client only. */
  failed(request: IncomingMessage, error: unknown): void {
    const { log, secrets, refusals } = this.#options;
    const { status, code } = httpErrorOf(error);
    const { method } = request;
    if (TURNED_AWAY.has(status)) refusals.add(code);
    if (status !== 500) return log.info({ method, status, code }, 'refused');
    const hidden = [...secrets, credentialsOf(request).token];
    log.error({ method, status, error: scrubbedError(error, hidden) }, 'failed');
  }

  /** Reads on for a while, so that a client that still sends gets to read its answer; then hangs up. */
  #linger(request: IncomingMessage): void {
    if (request.complete || request.destroyed) return;
    request.resume();
    const callOff = this.#options.clock.after(LINGER, () => request.socket.destroy());
    request.once('close', callOff);
  }
}
