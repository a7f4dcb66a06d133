import type { Features, Model } from '@rxgrad/model';
import {
  combineLatest,
  distinctUntilChanged,
  firstValueFrom,
  map,
  ReplaySubject,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import { ConnectionError } from './errors.ts';
import type { MetricsBatch } from './metrics.ts';
import { follow, rebuild, type Rebuilt } from './rebuild.ts';
import type { Weights } from './weights.ts';

/**
 * A copy of a run's model, kept in step with it; made by `client.mirror`.
 *
 * @example
 * ```ts
 * import { batch, dense, forward, gradient, inbox, loss, sequential, sgd, squaredError, stream,
 *   train, updateWeights, zeros } from 'rxgrad';
 * import { connect } from 'rxgrad/client';
 * import { serve } from 'rxgrad/server';
 * import { filter, firstValueFrom, lastValueFrom } from 'rxjs';
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
 * const mirror = await client.mirror('neuron');
 * Array.from(mirror.predict([2])); // → [0]
 * await lastValueFrom(client.feed('neuron', [{ x: [1], y: 1 }]));
 * await firstValueFrom(mirror.version$.pipe(filter((version) => version === 1)));
 * Array.from(mirror.predict([2])); // → [1.5]
 *
 * await client.close();
 * await server.close();
 * ```
 */
export class Mirror {
  /** Version of the weights, again whenever they change; fails as the subscription fails. */
  readonly version$: Observable<number>;
  /** How many versions the copy is behind the run, as far as the run's metrics tell. */
  readonly lag$: Observable<number>;
  /** How many hashes of the weights were checked and right, again whenever one more was. */
  readonly verified$: Observable<number>;
  private readonly changes = new ReplaySubject<number>(1);
  private readonly closing: (() => void) | undefined;
  private rebuilt: Rebuilt | undefined;
  private failed = false;
  private weights: Weights | undefined;

  /** @internal */
  constructor(weights$: Observable<Weights>, metrics$: Observable<MetricsBatch>) {
    this.version$ = this.changes.asObservable();
    this.lag$ = combineLatest([metrics$, this.version$]).pipe(
      map(([{ rows }, version]) => Math.max(0, (rows.at(-1)?.version ?? version) - version)),
      distinctUntilChanged(),
    );
    this.verified$ = this.version$.pipe(
      map(() => this.verified),
      distinctUntilChanged(),
    );
    const subscription = weights$.subscribe({
      next: (weights) => this.follow(weights),
      error: (error) => this.changes.error(error),
      complete: () => this.changes.complete(),
    });
    this.closing = () => subscription.unsubscribe();
    // A schema that cannot be rebuilt fails while we are still subscribing.
    if (this.failed) this.closing();
  }

  /** The model itself; another object after the run's schema has changed. */
  get model(): Model {
    return this.current.model;
  }

  get run(): string {
    return this.present.run;
  }

  get epoch(): number {
    return this.present.epoch;
  }

  /** Version of the weights it predicts with. */
  get version(): number {
    return this.present.version;
  }

  /** Hashes of the weights that were checked so far, and right. */
  get verified(): number {
    return this.present.verified;
  }

  /**
   * Predicts one sample without the network, after the loss's link: a value, a probability, or one
   * probability a class; what the run's own `predict` gives at this version, bit for bit. Features
   * go through the run's preprocessing (`standardize`), with what that has learned by now.
   *
   * @param x features, as the run's samples have them
   * @throws ShapeError, NonFiniteError as the model does, UnsupportedError when the pipeline prepares
   *   features in a way of its own
   */
  predict(x: Features): Float32Array {
    const { model, link, preprocessing } = this.current;
    return link(model.predictOne(preprocessing.transform(x)));
  }

  /** Resolves when the first weights are there. */
  async ready(): Promise<this> {
    const nothing = (): Error => new ConnectionError('closed before there were weights to mirror');
    await firstValueFrom(this.changes.pipe(throwIfEmpty(nothing)));
    return this;
  }

  /** Stops following; it still predicts with the weights it has. */
  close(): void {
    this.closing?.();
    this.changes.complete();
  }

  private get current(): Rebuilt {
    if (this.rebuilt === undefined) throw new ConnectionError('the mirror has no weights yet');
    return this.rebuilt;
  }

  private get present(): Weights {
    if (this.weights === undefined) throw new ConnectionError('the mirror has no weights yet');
    return this.weights;
  }

  private follow(weights: Weights): void {
    try {
      if (this.rebuilt?.schema !== weights.schema) this.rebuilt = rebuild(weights.schema);
      follow(this.rebuilt, weights);
    } catch (error) {
      this.failed = true;
      this.changes.error(error);
      this.closing?.();
      return;
    }
    this.weights = weights;
    this.changes.next(weights.version);
  }
}
