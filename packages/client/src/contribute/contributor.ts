import type { Parameters } from '@rxgrad/model';
import { FrameError, type Result, type Schema } from '@rxgrad/wire';
import type { Observer } from 'rxjs';
import { RefusedError, SchemaMismatchError } from '../errors.ts';
import type { Sink } from '../feed/source.ts';
import { rebuild } from '../rebuild.ts';
import type { Weights } from '../weights.ts';
import type { ContributeOptions, ContributionResult } from './contribute-options.ts';
import { Courier, type Sender } from './courier.ts';
import { LocalLearning, type Lesson } from './local-learning.ts';

/** What a contributor is given. */
export interface ContributorSettings<T, M extends Parameters> extends Pick<
  Sender,
  'connection' | 'run' | 'seat'
> {
  readonly options: ContributeOptions<T, M>;
  readonly out: Observer<ContributionResult>;
}

/** Items that are pushed while it can't learn are kept up to so many. */
const CAPACITY = 65_536;

/**
 * Takes the run's weights, learns on them, sends what it learned, hears its fate, and takes the
 * weights again: one contribution after the other, each from weights that know of the last.
 */
export class Contributor<T, M extends Parameters> implements Sink<T> {
  private readonly settings: ContributorSettings<T, M>;
  private state: 'waiting' | 'learning' | 'sent' = 'waiting';
  private latest: Weights | undefined;
  /** Version that the weights to start from must have at least. */
  private atLeast = 0;
  private schema: Schema | undefined;
  private learning: LocalLearning<T> | undefined;
  private courier: Courier | undefined;
  private lesson: Lesson | undefined;
  private index = 0;
  private ended: { readonly error?: { readonly cause: unknown } } | undefined;
  private completed = false;
  private readonly kept: T[] = [];
  private readonly rooms: (() => void)[] = [];

  constructor(settings: ContributorSettings<T, M>) {
    this.settings = settings;
  }

  /** The run has these weights now. */
  follow(weights: Weights): void {
    this.latest = weights;
    try {
      if (this.schema === undefined) this.prepare(weights.schema);
      else if (this.schema.hash !== weights.schema.hash) throw mismatch(weights.schema.run);
      this.tryBegin();
    } catch (error) {
      this.settings.out.error(error);
    }
  }

  put(item: T): void {
    if (this.state === 'learning') this.learning?.put(item);
    else if (this.kept.length < CAPACITY) this.kept.push(item);
    else this.settings.out.error(new RefusedError('limit', `${CAPACITY} items wait already`));
  }

  full(): boolean {
    return this.state !== 'learning';
  }

  room(): Promise<void> {
    return new Promise((resolve) => this.rooms.push(resolve));
  }

  end(error?: { readonly cause: unknown }): void {
    this.ended = error === undefined ? {} : { error };
    if (this.state === 'learning') this.finish();
  }

  stop(): void {
    this.courier?.stop();
    this.learning?.stop();
    for (const resolve of this.rooms.splice(0)) resolve();
  }

  private prepare(schema: Schema): void {
    const { connection, run, seat, options, out } = this.settings;
    const model = options.model ?? (rebuild(schema).model as unknown as M);
    if (model.schema().hash !== schema.hash) throw mismatch(run);
    this.schema = schema;
    this.learning = new LocalLearning(model, options.pipeline(model), {
      next: () => this.learned(),
      error: (error: unknown) => out.error(error),
      complete: () => this.sendRest(),
    });
    this.courier = new Courier({
      connection,
      run,
      seat,
      encoding: options.compress ?? 'f32',
      schema: schema.hash,
      length: model.data.length,
      answered: (result, bytes) => this.answered(result, bytes),
      failed: (error) => out.error(error),
    });
  }

  private tryBegin(): void {
    const { latest, learning } = this;
    if (this.state !== 'waiting' || latest === undefined || learning === undefined) return;
    if (latest.version < this.atLeast && latest.epoch === this.lesson?.epoch) return;
    learning.begin(latest);
    this.state = 'learning';
    while (this.kept.length > 0 && !this.full()) learning.put(this.kept.shift() as T);
    if (this.full()) return;
    if (this.ended !== undefined) this.finish();
    else for (const resolve of this.rooms.splice(0)) resolve();
  }

  private learned(): void {
    const { localSteps = 1 } = this.settings.options;
    if (this.state === 'learning' && (this.learning?.steps ?? 0) >= localSteps) this.send();
  }

  private send(): void {
    const lesson = (this.learning as LocalLearning<T>).lesson();
    this.lesson = lesson;
    this.state = 'sent';
    try {
      this.courier?.send(lesson);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.tell({ status: 'rejected', version: lesson.base, reason: error.message }, 0);
      // Not at once: a source that gives nothing else must not take the whole event loop.
      this.settings.connection.scheduler.schedule(() => this.tryBegin());
    }
  }

  private answered(result: Result, bytes: number): void {
    this.tell(result, bytes);
    this.tryBegin();
  }

  private tell(
    { status, version, reason }: Omit<Result, 'op' | 'request' | 'upTo'>,
    bytes: number,
  ): void {
    const { base, size, loss } = this.lesson as Lesson;
    const told = { index: this.index, status, version, base, size, loss, bytes };
    this.index += 1;
    this.atLeast = version;
    this.state = 'waiting';
    this.settings.out.next(reason === undefined ? told : { ...told, reason });
    if (this.completed) this.finish();
  }

  /** The source is over: what is left of a batch is learned and sent, then it is done. */
  private finish(): void {
    const { out } = this.settings;
    if (this.ended?.error !== undefined) return out.error(this.ended.error.cause);
    if (this.completed) return out.complete();
    this.completed = true;
    this.learning?.complete();
  }

  private sendRest(): void {
    // A pipeline may end by itself, as with `take`.
    this.completed = true;
    if (this.state !== 'learning') return;
    if ((this.learning?.steps ?? 0) > 0) this.send();
    else this.settings.out.complete();
  }
}

function mismatch(run: string): SchemaMismatchError {
  return new SchemaMismatchError(`the model here is not that of run "${run}", or not any more`);
}
