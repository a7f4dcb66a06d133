import type { ServerResponse } from 'node:http';
import type { RunEvent } from '@rxgrad/stream';
import type { Hub } from '../../hub/hub.ts';
import { every } from '../../every.ts';
import type { ConnectionCaps } from '../../upgrade/connection-caps.ts';
import type { Endpoint } from '../endpoint.ts';
import { enter } from '../enter.ts';
import { RUN_PARAMETER, answering, errorAnswers, header } from '../openapi/parts.ts';

/** How long an EventSource waits before it comes back, in ms. */
const COME_BACK = 2_000;

/** GET /runs/{run}/events: the last events of a run, then each as it happens, as server-sent events. */
export function events(hub: Hub, caps: ConnectionCaps): Endpoint {
  return {
    method: 'GET',
    path: '/runs/{run}/events',
    needs: 'viewer',
    operation: {
      operationId: 'watchEvents',
      summary: 'The run’s events, as they happen',
      description:
        'Server-sent events whose data is an Event as JSON. The id of the last one, sent as Last-Event-ID, resumes ' +
        'behind it; the last 256 are kept. When the run has ended and everything was told, the answer is 204.',
      parameters: [
        RUN_PARAMETER,
        header('Last-Event-ID', 'The id of the last event that was read.', { type: 'string' }),
      ],
      responses: {
        '200': answering('Events.', 'text/event-stream', { type: 'string' }),
        '204': { description: 'The run has ended, and all its events were read.' },
        ...errorAnswers(400, 401, 403, 404, 503),
      },
    },
    handle({ request, response, parameters }) {
      const hosted = hub.run(parameters['run'] ?? '');
      const after = placeOf(request.headers['last-event-id'], hub.epoch);
      const leave = enter(request, hub, caps);
      const stream = new EventStream(response, hub, after);
      response.once('close', leave);
      if (request.method === 'HEAD') {
        stream.begin();
        response.end();
      } else {
        stream.watch(hosted.run.event$, [hub.leaving, hosted.gone]);
      }
    },
  };
}

/** Sequence number of the last event that was read; those of another server's life don't count. */
function placeOf(id: string | string[] | undefined, epoch: number): number {
  const [, read, sequence] = /^(\d{1,16})-(\d{1,16})$/.exec(String(id)) ?? [];
  return Number(read) === epoch ? Number(sequence) : 0;
}

/** One response that events are written to. */
class EventStream {
  readonly #response: ServerResponse;
  readonly #hub: Hub;
  #after: number;
  #begun = false;

  constructor(response: ServerResponse, hub: Hub, after: number) {
    this.#response = response;
    this.#hub = hub;
    this.#after = after;
  }

  begin(): void {
    this.#begun = true;
    this.#response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
  }

  /** Writes events until they end, the client goes, or one of the signals is given. */
  watch(event$: { subscribe: Subscribe }, signals: readonly AbortSignal[]): void {
    const response = this.#response;
    const end = (): void => {
      if (!this.#begun) response.writeHead(204);
      response.end();
    };
    // What is kept is told at once, and may already be all.
    const watch = event$.subscribe({
      next: (event) => this.#tell(event),
      error: end,
      complete: end,
    });
    if (response.writableEnded) return;
    if (!this.#begun) this.begin();
    response.write(`retry: ${COME_BACK}\n\n`);
    const { clock, limits } = this.#hub;
    const stopBeats = every(clock, limits.heartbeat, () => this.#write(': \n\n'));
    for (const signal of signals) {
      if (signal.aborted) response.end();
      signal.addEventListener('abort', end);
    }
    response.once('close', () => {
      watch.unsubscribe();
      stopBeats();
      for (const signal of signals) signal.removeEventListener('abort', end);
    });
  }

  #tell({ sequence, level, code, step, detail }: RunEvent): void {
    if (sequence <= this.#after) return;
    this.#after = sequence;
    if (!this.#begun) this.begin();
    const data = JSON.stringify({ sequence, level, code, step, detail });
    this.#write(`id: ${this.#hub.epoch}-${sequence}\ndata: ${data}\n\n`);
  }

  /** A reader that does not read is cut; it may come back and resume. */
  #write(text: string): void {
    if (this.#response.writableEnded) return;
    if (this.#response.writableLength > this.#hub.limits.hardMark) this.#response.destroy();
    else this.#response.write(text);
  }
}

type Subscribe = (observer: {
  next: (event: RunEvent) => void;
  error: () => void;
  complete: () => void;
}) => { unsubscribe(): void };
