import type { EventFrame, Subscribe, Subscribed } from '@rxgrad/wire';
import type { Observable, Observer } from 'rxjs';
import { concatMap, from } from 'rxjs';
import { shareWithPast, type Feed } from './share-with-past.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Something worth telling that happened in a run. */
export interface RunEvent extends Omit<EventFrame, 'op' | 'stream'> {
  readonly run: string;
}

/** Events kept for late subscribers. */
const KEPT = 256;

/** A run's events: the last ones, then each as it happens, in order and without repeats. */
export function events(subscriptions: Subscriptions, run: string): Observable<RunEvent> {
  return shareWithPast<readonly RunEvent[]>((to) => new EventsFeed(subscriptions, run, to)).pipe(
    concatMap((some) => from(some)),
  );
}

class EventsFeed implements Feed<readonly RunEvent[]> {
  readonly stop: () => void;
  private readonly run: string;
  private readonly to: Observer<readonly RunEvent[]>;
  private events: RunEvent[] = [];
  private last = -1;
  private epoch: number | undefined;
  private stream = 0;

  constructor(subscriptions: Subscriptions, run: string, to: Observer<readonly RunEvent[]>) {
    this.run = run;
    this.to = to;
    this.stop = subscriptions.open(
      { run, channel: 'events', mode: 'all', encodings: [], maxHz: 0 },
      {
        position: () => this.position,
        subscribed: (frame) => this.begin(frame),
        frame: (frame) => {
          if (frame.op === 'event') this.take(frame);
        },
        error: (error) => to.error(error),
        complete: () => to.complete(),
      },
    );
  }

  past(): readonly RunEvent[] | undefined {
    return this.events.length === 0 ? undefined : this.events;
  }

  private get position(): Subscribe['from'] {
    const { epoch, stream, last } = this;
    return epoch === undefined || last < 0 ? undefined : { epoch, stream, sequence: last };
  }

  private begin({ epoch, stream }: Subscribed): void {
    if (epoch !== this.epoch) this.last = -1;
    this.epoch = epoch;
    this.stream = stream;
  }

  private take({ sequence, level, code, step, detail }: EventFrame): void {
    if (sequence <= this.last) return;
    this.last = sequence;
    const event = { run: this.run, sequence, level, code, step, detail };
    this.events = [...this.events.slice(1 - KEPT), event];
    this.to.next([event]);
  }
}
