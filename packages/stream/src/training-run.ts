import type { Features, LossFunction, Model, Parameters, Sample } from '@rxgrad/model';
import { Batch, Model as LayeredModel } from '@rxgrad/model';
import type { RejectedSampleError } from '@rxgrad/online';
import { type Observable, ReplaySubject, Subject, Subscription } from 'rxjs';
import type { Inbox } from './inbox.ts';
import { type NamedMetrics, type Pipeline, type Preprocess, within } from './pipeline.ts';
import { PipelineError } from './pipeline-error.ts';
import { NoPredictionError } from './no-prediction-error.ts';
import type { Progress, Rejection, Run, RunEnd, RunEvent } from './run.ts';
import { Tally } from './tally.ts';
import type { TrainOptions } from './train.ts';
import type { Update } from './update.ts';

/** Whoever comes late still hears this many events. */
const EVENTS_KEPT = 256;

/** The one subscription to a training pipeline, and what everybody may know of it. */
export class TrainingRun implements Run, Pipeline {
  readonly name: string;
  readonly model: Model | Parameters;
  readonly inbox: Inbox | undefined;
  readonly done: Promise<RunEnd>;
  readonly #updates = new Subject<Update>();
  readonly #rejections = new Subject<Rejection>();
  readonly #events = new ReplaySubject<RunEvent>(EVENTS_KEPT);
  readonly #subscription = new Subscription();
  readonly #preprocess: Preprocess[] = [];
  readonly #tally: Tally;
  #lossFunction: LossFunction | undefined;
  #end: RunEnd | undefined;
  #settleDone: (end: RunEnd) => void = () => {};
  #sequence = 0;

  constructor({ name, model, update$, inbox, metrics = {} }: TrainOptions) {
    this.name = name;
    this.model = model;
    this.inbox = inbox;
    this.#tally = new Tally(model.version);
    this.#tally.measure(metrics, {});
    this.done = new Promise((resolve) => (this.#settleDone = resolve));
    within(this, () => this.#subscription.add(this.#subscribe(update$)));
  }

  get lossFunction(): LossFunction | undefined {
    return this.#lossFunction;
  }

  get state(): Run['state'] {
    return this.#end?.state ?? 'running';
  }

  get update$(): Observable<Update> {
    return this.#updates.asObservable();
  }

  get rejected$(): Observable<Rejection> {
    return this.#rejections.asObservable();
  }

  get event$(): Observable<RunEvent> {
    return this.#events.asObservable();
  }

  progress(): Progress {
    return this.#tally.progress();
  }

  predict(x: Features): Float32Array {
    if (!(this.model instanceof LayeredModel)) throw new NoPredictionError(this.name);
    const output = this.model.predictOne(this.#preprocess.reduce((value, step) => step(value), x));
    return this.#lossFunction?.link(output) ?? output;
  }

  stop(): void {
    if (this.#end !== undefined) return;
    this.#subscription.unsubscribe();
    this.#finish({ state: 'stopped' });
  }

  usesLoss(lossFunction: LossFunction): void {
    this.#lossFunction = lossFunction;
  }

  measures(metrics: NamedMetrics, baseline: NamedMetrics): void {
    this.#tally.measure(metrics, baseline);
  }

  preprocesses(transform: Preprocess): void {
    // Operators are subscribed to from the last to the first; features go the other way.
    this.#preprocess.unshift(transform);
  }

  reject(sample: unknown, error: RejectedSampleError): void {
    this.#tally.reject();
    (sample as Sample | undefined)?.receipt?.settle({ status: 'rejected', reason: error.message });
    this.#rejections.next({ sample, error });
    const count = this.#tally.rejected;
    if (isRound(count)) this.tell('warning', 'rejected', `${count} so far; ${error.message}`);
  }

  tell(level: RunEvent['level'], code: string, detail: string): void {
    this.#sequence += 1;
    this.#events.next({ sequence: this.#sequence, level, code, step: this.#tally.step, detail });
  }

  #subscribe(update$: Observable<Update>): Subscription {
    this.tell('info', 'started', `run "${this.name}" starts`);
    return update$.subscribe({
      next: (update) => this.#updated(update),
      error: (cause: unknown) =>
        this.#finish({
          state: 'failed',
          error: new PipelineError(this.name, this.#tally.step, cause),
        }),
      complete: () => this.#finish({ state: 'completed' }),
    });
  }

  #updated(update: Update): void {
    this.#tally.update(update);
    settle(update);
    if (this.#updates.observed) this.#updates.next(update);
  }

  #finish(end: RunEnd): void {
    this.#end = end;
    this.inbox?.abandon(`the run has ${end.state}`);
    if (end.state === 'failed') {
      this.tell('error', 'failed', end.error.message);
      if (this.#updates.observed) this.#updates.error(end.error);
    } else {
      this.tell('info', end.state, `run "${this.name}" has ${end.state}`);
    }
    for (const subject of [this.#updates, this.#rejections, this.#events]) subject.complete();
    this.#settleDone(end);
  }
}

/** Tells each sample that came from outside that it was learned; blocks come from nowhere else. */
function settle(update: Update): void {
  if ('block' in update) return;
  const batch = update.gradient.loss?.forward.batch;
  if (!(batch instanceof Batch)) return;
  for (let i = 0; i < batch.size; i++) {
    batch.at(i)?.receipt?.settle({ status: 'applied', version: update.version });
  }
}

/** 1, 10, 100, …: a flood of bad samples must not become a flood of events. */
function isRound(count: number): boolean {
  return Number.isInteger(Math.log10(count));
}
