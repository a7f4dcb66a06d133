import type { Block, Features, LossFunction, Model, Parameters, Sample } from '@rxgrad/model';
import { Batch, Model as LayeredModel } from '@rxgrad/model';
import type { RejectedSampleError, Stateful } from '@rxgrad/online';
import { type Observable, ReplaySubject, Subject, Subscription } from 'rxjs';
import { Steerable } from './control/steerable.ts';
import type { Contributions } from './contributions/contributions.ts';
import type { Inbox } from './inbox.ts';
import {
  type NamedMetrics,
  type Pipeline,
  type Preprocess,
  type Preprocessing,
  within,
} from './pipeline.ts';
import { PipelineError } from './pipeline-error.ts';
import { NoPredictionError } from './no-prediction-error.ts';
import type { Progress, Rejection, Run, RunEnd, RunEvent } from './run.ts';
import { Tally } from './tally.ts';
import type { TrainOptions } from './train.ts';
import { type Update, stepsOf } from './update.ts';

/** Whoever comes late still hears this many events. */
const EVENTS_KEPT = 256;

/** The one subscription to a training pipeline, and what everybody may know of it. */
export class TrainingRun extends Steerable implements Run, Pipeline {
  readonly name: string;
  readonly model: Model | Parameters;
  readonly inbox: Inbox | undefined;
  readonly contributions: Contributions | undefined;
  readonly done: Promise<RunEnd>;
  readonly #updates = new Subject<Update>();
  readonly #rejections = new Subject<Rejection>();
  readonly #events = new ReplaySubject<RunEvent>(EVENTS_KEPT);
  readonly #subscription = new Subscription();
  readonly #preprocessing: Preprocessing[] = [];
  readonly #tally: Tally;
  #lossFunction: LossFunction | undefined;
  #end: RunEnd | undefined;
  #settleDone: (end: RunEnd) => void = () => {};
  #sequence = 0;

  constructor({
    name,
    model,
    update$,
    inbox,
    contributions,
    loss,
    state = [],
    metrics = {},
  }: TrainOptions) {
    super();
    this.name = name;
    this.model = model;
    this.inbox = inbox;
    this.contributions = contributions;
    this.#tally = new Tally(model);
    this.measures(metrics, {});
    for (const part of state) this.remembers(part);
    this.#lossFunction = loss;
    this.done = new Promise((resolve) => (this.#settleDone = resolve));
    this.#watch(contributions);
    within(this, () => this.#subscription.add(this.#subscribe(update$)));
  }

  get lossFunction(): LossFunction | undefined {
    return this.#lossFunction;
  }

  get preprocessing(): readonly Preprocessing[] {
    return this.#preprocessing;
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
    const seen = this.#preprocessing.reduce((value, { transform }) => transform(value), x);
    const output = this.model.predictOne(seen);
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
    for (const metric of Object.values({ ...baseline, ...metrics })) this.remembers(metric);
  }

  preprocesses(transform: Preprocess, learned?: Stateful): void {
    // Operators are subscribed to from the last to the first; features go the other way.
    this.#preprocessing.unshift({ transform, learned });
    if (learned !== undefined) this.remembers(learned);
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

  #watch(contributed: Contributions | undefined): void {
    let count = 0;
    const watch = contributed?.refused$.subscribe(({ contributor, reason }) => {
      count += 1;
      if (!isRound(count)) return;
      const last = `the last from "${contributor}": ${reason}`;
      this.tell('warning', 'contribution-refused', `${count} so far; ${last}`);
    });
    this.#subscription.add(watch);
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
    this.stepped(stepsOf(update));
    if (this.#updates.observed) this.#updates.next(update);
  }

  #finish(end: RunEnd): void {
    this.#end = end;
    this.#subscription.unsubscribe();
    this.endSteps();
    // Whoever is told may throw: the run is over for everybody else all the same.
    try {
      this.inbox?.abandon(`the run has ${end.state}`);
    } finally {
      try {
        this.contributions?.abandon(`the run has ${end.state}`);
      } finally {
        this.#close(end);
      }
    }
  }

  #close(end: RunEnd): void {
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

/** Tells each sample that came from outside that it was learned. */
function settle(update: Update): void {
  if ('block' in update) return tellApplied(update.block, update);
  const { gradient } = update;
  if (gradient.loss !== undefined) return tellApplied(gradient.loss.forward.batch, update);
  for (const batch of gradient.batches) tellApplied(batch, update);
}

/** Makes no fate where nobody waits for one: that would be an object more a step. */
function tellApplied(batch: Batch | Block, { version }: Update): void {
  if (!(batch instanceof Batch)) return batch.receipt?.settle({ status: 'applied', version });
  for (let i = 0; i < batch.size; i += 1) {
    batch.at(i)?.receipt?.settle({ status: 'applied', version });
  }
}

/** 1, 10, 100, …: a flood of bad samples must not become a flood of events. */
function isRound(count: number): boolean {
  return Number.isInteger(Math.log10(count));
}
