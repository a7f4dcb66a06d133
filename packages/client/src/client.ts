import type { Features, Model, Parameters } from '@rxgrad/model';
import type { RunInfo } from '@rxgrad/wire';
import { ReplaySubject, type Observable } from 'rxjs';
import { Connection, type ConnectionState } from './connection.ts';
import type { ConnectOptions } from './connection-options.ts';
import { contribute } from './contribute/contribute.ts';
import type { ContributeOptions, ContributionResult } from './contribute/contribute-options.ts';
import { Control } from './control/control.ts';
import { events, type RunEvent } from './events.ts';
import type { FeedRange, FeedResult } from './feed/fate.ts';
import type { FeedBlock, FeedSample } from './feed/feed-sample.ts';
import { feed } from './feed/feed.ts';
import type { FeedOptions } from './feed/feeder.ts';
import type { Source } from './feed/source.ts';
import { metrics, type MetricsBatch, type MetricsOptions } from './metrics.ts';
import { Mirror } from './mirror.ts';
import { ping } from './ping.ts';
import { predict } from './predict.ts';
import { predictions, type PredictionsBatch, type PredictionsOptions } from './predictions.ts';
import { Schemas } from './schemas.ts';
import { Subscriptions, type Dropped } from './subscriptions.ts';
import { weights, type Weights, type WeightsContext, type WeightsOptions } from './weights.ts';

/**
 * A connection to a server, and all that goes over it; made by `connect`.
 *
 * @example
 * ```ts
 * import { batch, dense, forward, gradient, inbox, loss, sequential, sgd, squaredError, stream,
 *   train, updateWeights, zeros } from 'rxgrad';
 * import { connect } from 'rxgrad/client';
 * import { serve } from 'rxgrad/server';
 * import { filter, firstValueFrom, lastValueFrom, toArray } from 'rxjs';
 * import { WebSocket } from 'ws';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const fed = inbox();
 * const update$ = stream(fed).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(),
 *   updateWeights(sgd({ learningRate: 0.25 })),
 * );
 * const run = train({ name: 'neuron', model, update$, inbox: fed });
 * const server = await serve({ port: 0, runs: [run] });
 * const client = connect(server.url, { WebSocket });
 *
 * const fates = await lastValueFrom(client.feed('neuron', [{ x: [1], y: 1 }]).pipe(toArray()));
 * fates; // → [{ index: 0, status: 'applied', version: 1 }]
 * const latest$ = client.weights$('neuron').pipe(filter(({ version }) => version === 1));
 * const weights = await firstValueFrom(latest$);
 * Array.from(weights.tensor('dense.weight')); // → [0.5]
 *
 * await client.close();
 * await server.close();
 * ```
 */
export class Client {
  /**
   * Where the connection is, from now on. Ends with `closed`: completes after `close()`, fails with
   * the reason when the connection is given up.
   */
  readonly state$: Observable<ConnectionState>;
  /** The runs on the server and their states, again whenever they change. */
  readonly runs$: Observable<readonly RunInfo[]>;
  /** What the server left out because this client was too slow for it, as it says so. */
  readonly dropped$: Observable<Dropped>;
  private readonly connection: Connection;
  private readonly context: WeightsContext;
  private readonly shared = new Map<string, Observable<unknown>>();

  constructor(url: string, options: ConnectOptions) {
    this.connection = new Connection(url, options);
    const { connection } = this;
    this.context = {
      connection,
      schemas: new Schemas(connection),
      subscriptions: new Subscriptions(connection),
    };
    this.state$ = connection.state$.asObservable();
    this.runs$ = runsOf(connection);
    this.dropped$ = this.context.subscriptions.dropped$.asObservable();
  }

  /** Identity of this client, the same after a reconnect. */
  get id(): string {
    return this.connection.id;
  }

  /**
   * Metrics of a run: the curve so far, then each batch of rows as it comes; or a row of every update.
   * Cold; all subscribers of the same options share one subscription on the wire.
   *
   * @throws UnknownRunError, ForbiddenError and the like, through the Observable
   */
  metrics$(run: string, options: MetricsOptions = {}): Observable<MetricsBatch> {
    const key = `metrics ${JSON.stringify([run, options])}`;
    return this.share(key, () => metrics(this.context.subscriptions, run, options));
  }

  /** Events of a run: the last ones, then each as it happens. */
  events$(run: string): Observable<RunEvent> {
    return this.share(`events ${run}`, () => events(this.context.subscriptions, run));
  }

  /** What a run's pipeline predicts for its samples, before it learns their labels. */
  predictions$(run: string, options: PredictionsOptions = {}): Observable<PredictionsBatch> {
    const key = `predictions ${JSON.stringify([run, options])}`;
    return this.share(key, () => predictions(this.context.subscriptions, run, options));
  }

  /**
   * Asks the server what a run predicts for one sample, for clients without a mirror: a value, a
   * probability, or one probability a class. Waits for the connection, and outlives a reconnect.
   *
   * @param x features, as the run's samples have them
   * @throws UnknownRunError, RefusedError for features that the run cannot take
   */
  predict(run: string, x: Features): Promise<Float32Array> {
    return predict(this.connection, run, x);
  }

  /** Goes on with another token, in this session and after reconnects. */
  refresh(token: string): void {
    this.connection.refresh(token);
  }

  /** Weights of a run: those it has now, then each version that comes, at most `maxHz` a second. */
  weights$(run: string, options: WeightsOptions = {}): Observable<Weights> {
    const key = `weights ${JSON.stringify([run, options])}`;
    return this.share(key, () => weights(this.context, run, options));
  }

  /**
   * A copy of the run's model that is kept in step, and predicts without the network.
   *
   * @throws UnsupportedError for a run whose pipeline is a custom one: it has no layers to rebuild
   */
  mirror(run: string, options: Omit<WeightsOptions, 'tensors' | 'state'> = {}): Promise<Mirror> {
    const weights$ = this.weights$(run, { ...options, state: true });
    return new Mirror(weights$, this.metrics$(run)).ready();
  }

  /**
   * Feeds samples to a run while it is subscribed; emits the fate of each, in order, or with
   * `fates: 'ranges'` that of consecutive ones together. What is pulled (iterables) waits for the
   * server, what is pushed (Observables) is kept up to `capacity`. Samples whose fate was lost with
   * the connection are sent again, and learned once; samples that the server had no room for are
   * sent again when it says so.
   *
   * A frame holds as many samples as wait, up to what the server takes. Blocks are sent as they
   * lie, which is the fastest way.
   */
  feed(
    run: string,
    samples: Source<FeedSample | FeedBlock>,
    options: FeedOptions & { readonly fates: 'ranges' },
  ): Observable<FeedRange>;
  feed(
    run: string,
    samples: Source<FeedSample | FeedBlock>,
    options?: FeedOptions,
  ): Observable<FeedResult>;
  feed(
    run: string,
    samples: Source<FeedSample | FeedBlock>,
    options: FeedOptions = {},
  ): Observable<FeedResult> {
    return feed(this.connection, run, samples, options);
  }

  /**
   * Learns from the run's weights on one's own items, and contributes what was learned: gradients, or how far weights
   * have moved. Emits what became of each contribution. What is pulled (iterables) waits for the answer.
   *
   * One contribution is on its way at a time, and the next starts from weights that know of it. It takes the role
   * `trainer`; a client has one voice in a run.
   *
   * @param options the local `pipeline` over a copy of the run's model, `localSteps`, `compress`
   * @throws UnsupportedError for a run that takes none, or whose model can't be rebuilt and isn't given; SchemaMismatchError,
   *   ForbiddenError, through the Observable; whatever the pipeline throws
   */
  contribute<T, M extends Parameters = Model>(
    run: string,
    items: Source<T>,
    options: ContributeOptions<T, M>,
  ): Observable<ContributionResult> {
    const weights$ = this.weights$(run, options.weights);
    return contribute({ connection: this.connection, weights$ }, run, items, options);
  }

  /** What steers a run, for who has the role `operator`: pause, step, set, checkpoint, roll back. */
  control(run: string): Control {
    return new Control(this.connection, run);
  }

  /** Round trip time in ms; waits for the connection to be open. */
  ping(): Promise<number> {
    return ping(this.connection);
  }

  /** Closes the connection; resolves when the socket is closed and no timer is left. */
  close(): Promise<void> {
    return this.connection.close();
  }

  private share<T>(key: string, make: () => Observable<T>): Observable<T> {
    const known = this.shared.get(key) ?? make();
    this.shared.set(key, known);
    return known as Observable<T>;
  }
}

function runsOf(connection: Connection): Observable<readonly RunInfo[]> {
  const runs$ = new ReplaySubject<readonly RunInfo[]>(1);
  connection.frame$.subscribe({
    next: (frame) => {
      if (frame.op === 'welcome' || frame.op === 'runs') runs$.next(frame.runs);
    },
    error: (error) => runs$.error(error),
    complete: () => runs$.complete(),
  });
  return runs$.asObservable();
}
