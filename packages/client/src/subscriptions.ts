import {
  encode,
  type Dropped as DroppedFrame,
  type ErrorFrame,
  type ServerFrame,
  type Subscribed,
} from '@rxgrad/wire';
import { Subject } from 'rxjs';
import { backoff, BACKOFF } from './backoff.ts';
import type { Connection } from './connection.ts';
import { ProtocolError } from './errors.ts';
import { errorOfFrame } from './failures.ts';
import { WINDOW, type Receiver, type Request } from './wire-subscription.ts';

/** Frames that the server left out because this client was too slow for them. */
export interface Dropped {
  readonly run: string;
  readonly channel: Request['channel'];
  readonly frames: number;
}

interface Entry {
  readonly request: Request;
  readonly receiver: Receiver;
  /** Number in this session; undefined while it is not asked for. */
  id: number | undefined;
  stream: number | undefined;
  /** Refusals in a row that were called temporary. */
  refused: number;
}

/** Subscriptions over one connection: asked for anew in each session, so none is lost or doubled. */
export class Subscriptions {
  readonly dropped$ = new Subject<Dropped>();
  private readonly connection: Connection;
  private readonly entries = new Set<Entry>();
  private readonly byId = new Map<number, Entry>();
  private readonly byStream = new Map<number, Set<Entry>>();
  /** Bytes of streams with a window that came since the last CREDIT. */
  private readonly taken = new Map<number, number>();

  constructor(connection: Connection) {
    this.connection = connection;
    connection.session$.subscribe({ next: () => this.askAll(), error: ignore });
    connection.frame$.subscribe({
      next: (frame) => this.receive(frame),
      error: (error: Error) => this.endAll((receiver) => receiver.error(error)),
      complete: () => this.endAll((receiver) => receiver.complete()),
    });
  }

  /** Subscribes until the function it returns is called. */
  open(request: Request, receiver: Receiver): () => void {
    const entry: Entry = { request, receiver, id: undefined, stream: undefined, refused: 0 };
    if (this.connection.state === 'closed') {
      const { failure } = this.connection;
      if (failure === undefined) receiver.complete();
      else receiver.error(failure);
      return ignore;
    }
    try {
      encode({ op: 'subscribe', id: 0, ...request });
    } catch (error) {
      receiver.error(error as Error);
      return ignore;
    }
    this.entries.add(entry);
    this.ask(entry);
    return () => this.drop(entry);
  }

  /** Asks again from the start, after a gap. */
  renew(receiver: Receiver): void {
    for (const entry of this.entries) {
      if (entry.receiver !== receiver || entry.id === undefined) continue;
      this.connection.send({ op: 'unsubscribe', id: entry.id });
      this.forget(entry);
      this.ask(entry);
    }
  }

  private askAll(): void {
    this.byId.clear();
    this.byStream.clear();
    this.taken.clear();
    for (const entry of this.entries) {
      entry.id = undefined;
      entry.stream = undefined;
      this.ask(entry);
    }
  }

  private ask(entry: Entry): void {
    if (this.connection.session === undefined) return;
    const from = entry.receiver.position?.();
    const id = this.connection.takeId();
    entry.id = id;
    this.byId.set(id, entry);
    this.connection.send({
      op: 'subscribe',
      id,
      ...entry.request,
      ...(from === undefined ? {} : { from }),
    });
  }

  private drop(entry: Entry): void {
    if (!this.entries.delete(entry)) return;
    if (entry.id !== undefined) this.connection.send({ op: 'unsubscribe', id: entry.id });
    this.forget(entry);
  }

  private forget(entry: Entry): void {
    if (entry.id !== undefined) this.byId.delete(entry.id);
    if (entry.stream !== undefined) this.leaveStream(entry, entry.stream);
    entry.id = undefined;
    entry.stream = undefined;
  }

  private leaveStream(entry: Entry, stream: number): void {
    const others = this.byStream.get(stream);
    others?.delete(entry);
    if (others?.size !== 0) return;
    this.byStream.delete(stream);
    this.taken.delete(stream);
  }

  private receive(frame: ServerFrame): void {
    if (frame.op === 'subscribed') this.confirm(frame);
    else if (frame.op === 'error') this.refuse(frame);
    else if (frame.op === 'dropped') this.tellDropped(frame);
    else if ('stream' in frame) this.deliver(frame.stream, frame);
  }

  private confirm(frame: Subscribed): void {
    const entry = this.byId.get(frame.id);
    if (entry === undefined) return;
    entry.refused = 0;
    entry.stream = frame.stream;
    const sharing = this.byStream.get(frame.stream) ?? new Set();
    this.byStream.set(frame.stream, sharing.add(entry));
    entry.receiver.subscribed?.(frame);
  }

  private deliver(stream: number, frame: ServerFrame): void {
    // A frame of a stream that was just left is no error: it was on its way.
    const entries = [...(this.byStream.get(stream) ?? [])];
    if (entries.some(({ request }) => request.credit !== undefined)) this.grant(stream);
    for (const { receiver } of entries) {
      try {
        receiver.frame(frame);
      } catch (cause) {
        const { message } = cause as Error;
        this.connection.fail(new ProtocolError(`the server sent ${message}`, { cause }));
        return;
      }
    }
  }

  private tellDropped({ stream, frames }: DroppedFrame): void {
    const [entry] = this.byStream.get(stream) ?? [];
    if (entry === undefined) return;
    const { run, channel } = entry.request;
    this.dropped$.next({ run, channel, frames });
  }

  /** Lets the server send as much again once half of the window has come. */
  private grant(stream: number): void {
    const taken = (this.taken.get(stream) ?? 0) + this.connection.frameBytes;
    const amount = taken < WINDOW / 2 ? 0 : taken;
    this.taken.set(stream, taken - amount);
    if (amount > 0) this.connection.send({ op: 'credit', unit: 'bytes', of: `${stream}`, amount });
  }

  private refuse(frame: ErrorFrame): void {
    const entry = frame.reference === undefined ? undefined : this.byId.get(frame.reference);
    if (entry === undefined) return;
    this.forget(entry);
    if (frame.temporary) this.askLater(entry);
    else if (this.entries.delete(entry)) entry.receiver.error(errorOfFrame(frame));
  }

  private askLater(entry: Entry): void {
    const { scheduler, random, session } = this.connection;
    const wait = backoff(entry.refused, BACKOFF, random);
    entry.refused += 1;
    this.connection.during(
      scheduler.schedule(() => {
        const still = this.entries.has(entry) && entry.id === undefined;
        if (still && this.connection.session === session) this.ask(entry);
      }, wait),
    );
  }

  private endAll(end: (receiver: Receiver) => void): void {
    const receivers = [...this.entries].map((entry) => entry.receiver);
    this.entries.clear();
    this.byId.clear();
    this.byStream.clear();
    receivers.forEach(end);
    this.dropped$.complete();
  }
}

function ignore(): void {}
