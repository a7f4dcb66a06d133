import {
  CLOSE,
  decodeFromServer,
  encode,
  FrameError,
  isTerminal,
  SERVER_SCAN,
  SUBPROTOCOL,
  type ClientFrame,
  type ServerFrame,
  type Welcome,
} from '@rxgrad/wire';
import { asyncScheduler, ReplaySubject, Subject, Subscription, type SchedulerLike } from 'rxjs';
import { backoff, BACKOFF, type BackoffOptions } from './backoff.ts';
import type { ConnectOptions } from './connection-options.ts';
import { ConnectionError, ProtocolError } from './errors.ts';
import { errorOfClose } from './failures.ts';
import { helloFrame } from './hello-frame.ts';
import { abandon, openSocket, socketClass, type Socket, type SocketClass } from './socket.ts';

/** Where a connection is; `closed` is final. */
export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** The longest that timers of the platform wait; told to wait for longer they don't wait at all. */
const LONGEST = 2 ** 31 - 1;
/** How long to wait for a peer to open, to welcome us, or to close. */
const PATIENCE = 10_000;
const CLOSING_PATIENCE = 2_000;
/** A connection that held so long was a good one: the next wait is short again. */
const STABLE = 5_000;

/**
 * One socket that is always being kept open: says HELLO, awaits WELCOME, answers PING, notices a
 * dead peer, reconnects. What is said over it is others' business.
 */
export class Connection {
  readonly state$ = new ReplaySubject<ConnectionState>(1);
  /** A session has begun: everything is to be said anew. */
  readonly session$ = new Subject<Welcome>();
  readonly frame$ = new Subject<ServerFrame>();
  readonly id: string;
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  state: ConnectionState = 'connecting';
  /** The session, while the connection is open. */
  session: Welcome | undefined;
  /** Bytes of the frame that is being handled. */
  frameBytes = 0;
  /** Why the connection is closed for good, unless it was by `close()`. */
  failure: Error | undefined;
  private readonly url: string;
  private readonly options: ConnectOptions;
  private readonly WebSocket: SocketClass;
  private readonly waits: BackoffOptions;
  private readonly maxFrame: number;
  private token: ConnectOptions['token'];
  /** The token that HELLO was said with. */
  private said: string | undefined;
  private socket: Socket | undefined;
  private timers = new Subscription();
  private attempt = 0;
  private openedAt = 0;
  private heardAt = 0;
  private drain: { readonly min: number; readonly max: number } | undefined;
  private lastSession: string | undefined;
  private closed: Promise<void> | undefined;
  private resolveClosed: (() => void) | undefined;
  private nextId = 1;

  constructor(url: string, options: ConnectOptions) {
    // A server tells its address for browsers; its socket is at the same place.
    this.url = url.replace(/^http/i, 'ws');
    this.options = options;
    this.WebSocket = socketClass(options.WebSocket);
    this.scheduler = options.scheduler ?? asyncScheduler;
    this.random = options.random ?? Math.random;
    this.maxFrame = options.maxFrame ?? SERVER_SCAN.bytes;
    this.token = options.token;
    this.waits = { ...BACKOFF, ...options.backoff };
    this.id = options.id ?? randomId();
    this.state$.next('connecting');
    this.open();
  }

  /** A number for a subscription or a request, never used before. */
  takeId(): number {
    return this.nextId++;
  }

  /** Bytes that were sent but have not left yet. */
  get buffered(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  /** Sends a frame in the present session; false when there is none. */
  send(frame: ClientFrame): boolean {
    if (this.session === undefined) return false;
    this.write(frame);
    return true;
  }

  /** Goes on with another token, now and after reconnects. */
  refresh(token: string): void {
    this.token = token;
    this.send({ op: 'refresh', token });
  }

  /** Runs `work` after so many ms, as far as timers reach. */
  schedule(delay: number, work: () => void): Subscription {
    return this.scheduler.schedule(work, Math.min(delay, LONGEST));
  }

  /** Ties a timer to the present session: it goes when the session goes. */
  during(timer: Subscription): void {
    this.timers.add(timer);
  }

  /** Closes for good; resolves when the socket is closed and no timer is left. */
  close(): Promise<void> {
    if (this.closed !== undefined) return this.closed;
    this.closed = new Promise((resolve) => (this.resolveClosed = resolve));
    if (this.state === 'closed') this.resolveClosed?.();
    else this.leave(CLOSE.normal, 'the client is done');
    return this.closed;
  }

  /** Gives up for good, telling everybody why. */
  fail(error: Error, code: number = CLOSE.malformed): void {
    if (this.state === 'closed' || this.failure !== undefined) return;
    this.failure = error;
    this.leave(code, error.message);
  }

  private open(): void {
    this.timers = new Subscription();
    try {
      const socket = openSocket(this.WebSocket, this.url, SUBPROTOCOL, {
        onOpen: () => this.isCurrent(socket) && this.greet(socket),
        onMessage: (data) => this.isCurrent(socket) && this.receive(data),
        onClose: (code, reason) => this.isCurrent(socket) && this.onClose(code, reason),
      });
      this.socket = socket;
    } catch (error) {
      this.fail(error as Error);
      return;
    }
    this.after(PATIENCE, () => this.cut());
  }

  private isCurrent(socket: Socket): boolean {
    return this.socket === socket;
  }

  private greet(socket: Socket): void {
    if (socket.protocol !== SUBPROTOCOL) {
      this.fail(new ProtocolError(`the server does not speak ${SUBPROTOCOL}`));
      return;
    }
    const { token } = this;
    if (typeof token !== 'function') {
      this.hello(token);
      return;
    }
    Promise.resolve()
      .then(token)
      .then(
        (value) => {
          if (!this.isCurrent(socket) || this.state === 'closed') return;
          this.hello(value);
        },
        (cause: unknown) => {
          if (!this.isCurrent(socket)) return;
          this.fail(new ConnectionError('no token', { cause }), CLOSE.normal);
        },
      );
  }

  private hello(token: string | undefined): void {
    const { id, options, lastSession, maxFrame } = this;
    this.said = token;
    try {
      this.write(helloFrame(id, options.name, token, lastSession, maxFrame));
    } catch (cause) {
      const { message } = cause as Error;
      this.fail(new ConnectionError(`HELLO cannot be said: ${message}`, { cause }), CLOSE.normal);
    }
  }

  private write(frame: ClientFrame): void {
    this.socket?.send(encode(frame));
  }

  private receive(data: unknown): void {
    if (this.failure !== undefined || this.closed !== undefined) return;
    this.heardAt = this.scheduler.now();
    let frame: ServerFrame;
    try {
      if (!(data instanceof ArrayBuffer)) throw new FrameError('a message that is not binary');
      this.frameBytes = data.byteLength;
      frame = decodeFromServer(new Uint8Array(data), { ...SERVER_SCAN, bytes: this.maxFrame });
      if (frame.op !== 'welcome' && this.session === undefined && frame.op !== 'error') {
        throw new FrameError(`${frame.op} before welcome`);
      }
    } catch (cause) {
      const { message } = cause as Error;
      const code = cause instanceof FrameError && cause.code >= 4_000 ? cause.code : undefined;
      this.fail(new ProtocolError(`the server sent ${message}`, { cause }), code);
      return;
    }
    this.handle(frame);
  }

  private handle(frame: ServerFrame): void {
    if (frame.op === 'ping') this.write({ op: 'pong', nonce: frame.nonce });
    else if (frame.op === 'drain') this.drain = frame;
    else if (frame.op === 'welcome') this.begin(frame);
    this.frame$.next(frame);
  }

  private begin(welcome: Welcome): void {
    if (this.session !== undefined) {
      this.fail(new ProtocolError('the server sent WELCOME twice'));
      return;
    }
    this.timers.unsubscribe();
    this.timers = new Subscription();
    this.session = welcome;
    this.lastSession = welcome.session;
    this.openedAt = this.scheduler.now();
    this.change('open');
    this.watch(welcome.heartbeat);
    // It was changed while the other one was on its way.
    if (typeof this.token === 'string' && this.token !== this.said) this.refresh(this.token);
    this.session$.next(welcome);
  }

  /** Asks a silent peer for a sign of life, and cuts one that gives none. */
  private watch(heartbeat: number): void {
    if (heartbeat === 0) return;
    this.after(heartbeat, () => {
      const silence = this.scheduler.now() - this.heardAt;
      if (silence >= 3 * heartbeat) {
        this.cut();
        return;
      }
      if (silence >= heartbeat) this.send({ op: 'ping', nonce: 0 });
      this.watch(heartbeat);
    });
  }

  /** Forgets a socket without waiting for its peer. */
  private cut(): void {
    const socket = this.socket;
    this.onClose(CLOSE.goingAway, 'the server is silent');
    if (socket !== undefined) abandon(socket);
  }

  private onClose(code: number, reason: string): void {
    this.timers.unsubscribe();
    this.timers = new Subscription();
    this.socket = undefined;
    const held = this.session !== undefined && this.scheduler.now() - this.openedAt >= STABLE;
    this.session = undefined;
    if (this.closed !== undefined || this.failure !== undefined) {
      this.finish();
    } else if (isTerminal(code)) {
      this.failure = errorOfClose(code, reason);
      this.finish();
    } else if (this.attempt + 1 >= (this.options.attempts ?? Infinity) && !held) {
      this.failure = new ConnectionError(
        `no connection to ${this.url} after ${this.attempt + 1} attempts (close code ${code})`,
      );
      this.finish();
    } else {
      this.reconnect(held);
    }
  }

  private reconnect(held: boolean): void {
    if (held) this.attempt = 0;
    const { drain } = this;
    this.drain = undefined;
    const wait =
      drain === undefined
        ? backoff(this.attempt, this.waits, this.random)
        : drain.min + this.random() * (drain.max - drain.min);
    this.attempt += 1;
    if (this.state === 'open') this.change('reconnecting');
    this.after(wait, () => this.open());
  }

  /** Asks the peer to close, and does not wait for it for ever. */
  private leave(code: number, reason: string): void {
    const { socket } = this;
    this.timers.unsubscribe();
    this.timers = new Subscription();
    if (socket === undefined) {
      this.finish();
      return;
    }
    socket.close(code, reason.slice(0, 100).replace(/[^\x20-\x7e]/g, '?'));
    this.after(CLOSING_PATIENCE, () => this.cut());
  }

  private finish(): void {
    if (this.state === 'closed') return;
    this.change('closed');
    const { failure } = this;
    for (const subject of [this.session$, this.frame$, this.state$]) {
      if (failure === undefined) subject.complete();
      else subject.error(failure);
    }
    this.resolveClosed?.();
  }

  private change(state: ConnectionState): void {
    this.state = state;
    this.state$.next(state);
  }

  private after(delay: number, work: () => void): void {
    this.timers.add(this.schedule(delay, work));
  }
}

/** Not from the injected source of chance: two clients of one seed must not be taken for one. */
function randomId(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}
