import type { Progress } from '@rxgrad/stream';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { progressOf } from '../channels/progress-of.ts';
import type { HostedRun } from '../hub/hosted-run.ts';
import type { Hub } from '../hub/hub.ts';
import type { Answered } from '../http/request-watch.ts';
import type { Counts, Tally } from './counts.ts';
import { EventLoopLag } from './event-loop-lag.ts';

type Labels = Readonly<Record<string, string>>;
type Reading = readonly [labels: Labels, value: number];

/** What Prometheus is told of one server, in a registry of its own: read when asked, not counted twice. */
export class ServerMetrics {
  readonly registry = new Registry();
  readonly #hub: Hub;
  readonly #lag = new EventLoopLag();
  readonly #requests: Counter<'method' | 'route' | 'status'>;
  readonly #took: Histogram<'method' | 'route'>;

  constructor(hub: Hub) {
    this.#hub = hub;
    const registers = [this.registry];
    this.#requests = new Counter({
      name: 'rxgrad_http_requests_total',
      help: 'HTTP requests answered',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#took = new Histogram({
      name: 'rxgrad_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer',
      labelNames: ['method', 'route'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });
    this.#addConnections();
    this.#addRuns();
    this.#addProcess();
  }

  /** An HTTP request was answered. */
  readonly answered = ({ method, route, status, took }: Answered): void => {
    this.#requests.inc({ method, route, status: String(status) });
    this.#took.observe({ method, route }, took / 1_000);
  };

  /** @param active - how many requests are under way */
  addRequests(active: () => number): void {
    this.#gauge('rxgrad_http_requests_active', 'HTTP requests under way', () => [[{}, active()]]);
  }

  close(): void {
    this.#lag.close();
  }

  #addConnections(): void {
    const { counts } = this.#hub;
    this.#gauge('rxgrad_connections', 'WebSockets that are open', () => [
      [{}, this.#hub.connections],
    ]);
    this.#plain('connections', 'WebSockets that were opened', counts, 'opened');
    this.#plain('frames_in', 'Frames from clients', counts, 'framesIn');
    this.#plain('bytes_in', 'Bytes of frames from clients', counts, 'bytesIn');
    this.#plain('frames_out', 'Frames to clients', counts, 'framesOut');
    this.#plain('bytes_out', 'Bytes of frames to clients', counts, 'bytesOut');
    this.#counter(
      'rxgrad_frames_dropped_total',
      'Frames that slow readers were not sent',
      [],
      () => [[{}, this.#hub.dropped]],
    );
    this.#gauge('rxgrad_unsent_bytes', 'Bytes that wait for readers', () => [
      [{}, this.#hub.unsent],
    ]);
    this.#counter('rxgrad_closes_total', 'WebSockets that ended, by close code', ['code'], () =>
      labeled('code', counts.closes),
    );
    this.#counter('rxgrad_refusals_total', 'Who was turned away, by reason', ['reason'], () =>
      labeled('reason', counts.refusals),
    );
  }

  #addRuns(): void {
    this.#counter(
      'rxgrad_samples_total',
      'Samples from outside, by what became of them',
      ['run', 'fate'],
      () =>
        this.#hub
          .hosted()
          .flatMap(({ run, fates }) =>
            [...fates.entries()].map(([fate, n]): Reading => [{ run: run.name, fate }, n]),
          ),
    );
    this.#progress('step', 'Weight updates', ({ step }) => step);
    this.#progress('version', 'Version of the weights', ({ version }) => version);
    this.#progress('samples', 'Samples learned, from wherever', ({ samples }) => samples);
    this.#progress('rejected', 'Samples put aside', ({ rejected }) => rejected);
    this.#progress('loss', 'Loss of the last update', ({ loss }) => loss);
    this.#gauge(
      'rxgrad_run_inbox_free',
      'Samples there is room for',
      () => this.#runs(({ run }) => run.inbox?.free ?? Number.NaN),
      ['run'],
    );
    this.#gauge(
      'rxgrad_run_state',
      '1 for the state that a run is in',
      () => this.#hub.hosted().map(({ run }): Reading => [{ run: run.name, state: run.state }, 1]),
      ['run', 'state'],
    );
  }

  #addProcess(): void {
    this.#gauge(
      'rxgrad_event_loop_lag_seconds',
      'How late the event loop was since the last reading, by quantile',
      () => [...this.#lag.read()].map(([quantile, value]): Reading => [{ quantile }, value]),
      ['quantile'],
    );
    this.#gauge('process_resident_memory_bytes', 'Resident memory', () => [
      [{}, process.memoryUsage.rss()],
    ]);
    this.#gauge('nodejs_heap_size_used_bytes', 'Heap in use', () => [
      [{}, process.memoryUsage().heapUsed],
    ]);
  }

  #progress(name: string, help: string, value: (progress: Progress) => number): void {
    const read = (): readonly Reading[] =>
      this.#runs(({ run }) => {
        const progress = progressOf(run);
        return progress === undefined ? Number.NaN : value(progress);
      });
    this.#gauge(`rxgrad_run_${name}`, help, read, ['run']);
  }

  /** One reading a run; none where there is no number yet. */
  #runs(value: (hosted: HostedRun) => number): readonly Reading[] {
    return this.#hub
      .hosted()
      .map((hosted): Reading => [{ run: hosted.run.name }, value(hosted)])
      .filter(([, number]) => !Number.isNaN(number));
  }

  #plain<K extends keyof Counts>(
    name: string,
    help: string,
    counts: Counts & Readonly<Record<K, number>>,
    key: K,
  ): void {
    this.#counter(`rxgrad_${name}_total`, help, [], () => [[{}, counts[key]]]);
  }

  #counter(name: string, help: string, labelNames: string[], read: () => readonly Reading[]): void {
    const counter = new Counter({
      name,
      help,
      labelNames,
      registers: [],
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
    this.registry.registerMetric(counter);
  }

  #gauge(
    name: string,
    help: string,
    read: () => readonly Reading[],
    labelNames: string[] = [],
  ): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [],
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.set(labels, value);
      },
    });
    this.registry.registerMetric(gauge);
  }
}

function labeled(label: string, tally: Tally<string | number>): readonly Reading[] {
  return [...tally.entries()].map(([key, n]): Reading => [{ [label]: String(key) }, n]);
}
