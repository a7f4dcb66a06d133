import { randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  CLIENT_SCAN,
  CLOSE,
  type ClientFrame,
  ERRORS,
  FrameError,
  type Hello,
  type ServerFrame,
  decodeFromClient,
  encode,
} from '@rxgrad/wire';
import type { RawData, WebSocket } from 'ws';
import type { Credentials } from '../access/credentials.ts';
import type { Role } from '../access/roles.ts';
import type { Subscription } from '../channels/channel.ts';
import { dispatch } from '../handlers/dispatch.ts';
import type { HostedRun } from '../hub/hosted-run.ts';
import type { Hub } from '../hub/hub.ts';
import { scrubbedError } from '../logs/scrub.ts';
import { admit } from './admit.ts';
import { Heartbeat } from './heartbeat.ts';
import { Inbound } from './inbound.ts';
import { Outbound } from './outbound.ts';
import { ScopedClock } from './scoped-clock.ts';

/** When to come back after a DRAIN, in ms. */
const COME_BACK = { min: 500, max: 5_000 } as const;

/** Where a session stands; it only moves on. */
export type SessionState = 'greeting' | 'admitting' | 'open' | 'closed';

/** One client's connection, from its HELLO to its end. */
export class Session {
  readonly id = randomUUID();
  readonly hub: Hub;
  readonly request: IncomingMessage;
  /** Its timers end with the session. */
  readonly clock: ScopedClock;
  readonly inbound: Inbound;
  readonly outbound: Outbound;
  /** By the client's own ids. */
  readonly subscriptions = new Map<number, Subscription>();
  state: SessionState = 'greeting';
  role: Role = 'viewer';
  /** Who the client says it is. */
  credentials: Credentials = { name: '', client: '' };
  readonly #socket: WebSocket;
  readonly #heartbeat: Heartbeat;
  readonly #deadline: () => void;
  /** Why we closed, if it was us. */
  #saidCode: number | undefined;

  constructor(hub: Hub, socket: WebSocket, request: IncomingMessage) {
    const { limits } = hub;
    const clock = new ScopedClock(hub.clock);
    this.hub = hub;
    this.clock = clock;
    this.request = request;
    this.#socket = socket;
    this.inbound = new Inbound(socket, clock, limits);
    this.outbound = new Outbound(
      socket,
      request.socket,
      clock,
      limits,
      hub.counts,
      (code, reason) => this.close(code, reason),
    );
    this.#heartbeat = new Heartbeat(limits.heartbeat, clock.now());
    this.#deadline = clock.after(limits.helloTimeout, () =>
      this.close(CLOSE.helloTimeout, `no HELLO within ${limits.helloTimeout} ms`),
    );
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    // What is wrong with a socket is told by its close event, with the right code from ws.
    socket.on('error', () => {});
    socket.on('close', (heard) => {
      // A peer that did not answer leaves 1006, which says nothing about why it had to go.
      const code = this.#saidCode ?? heard;
      this.#end();
      hub.forget(this);
      hub.counts.closes.add(code);
      hub.counts.dropped += this.outbound.dropped;
      hub.log.info({ session: this.id, code }, 'a client has left');
    });
  }

  /** Sends a frame to this client alone; one that can't be said ends the session, never the process. */
  send(frame: ServerFrame): void {
    try {
      const bytes = encode(frame);
      const { maxFrame } = this.outbound;
      if (bytes.byteLength <= maxFrame) return this.outbound.sendOnce(bytes);
      // Left out in silence, it would be waited for in vain.
      const what = `${frame.op} of ${bytes.byteLength} bytes`;
      this.close(CLOSE.tooBig, `${what} is due, at most ${maxFrame} are taken`);
    } catch (error) {
      this.hub.log.error(
        { session: this.id, error: scrubbedError(error, []) },
        'an unsayable frame',
      );
      this.close(CLOSE.internal, 'that went wrong on our side');
    }
  }

  /** The client was let in. */
  welcome(role: Role): void {
    this.state = 'open';
    this.role = role;
    this.#deadline();
    this.hub.log.info({ session: this.id, role }, 'a client was let in');
  }

  /** Looks after slow readers, floods and silence; called now and then. */
  check(now: number): void {
    this.outbound.check(now);
    if (this.inbound.flooding) this.close(CLOSE.rate, 'too many frames a second for too long');
    if (this.state !== 'open') return;
    const { bytesRead } = this.request.socket;
    const verdict = this.#heartbeat.judge(now, bytesRead, this.inbound.paused);
    if (verdict === 'ask') this.send({ op: 'ping', nonce: randomInt(2 ** 32) });
    if (verdict === 'dead') this.close(CLOSE.helloTimeout, 'silent for three heartbeats');
  }

  /** Says goodbye; ws gives the peer a few seconds to answer, then hangs up. */
  close(code: number, reason: string): void {
    if (this.state === 'closed') return;
    this.#end();
    this.#saidCode = code;
    this.#socket.close(code, shorten(reason));
    // A peer that is not read could not answer.
    this.#socket.resume();
  }

  /** Tells the client to come back at a random time, so that not all come at once. */
  warn(reason: string): void {
    if (this.state === 'open') this.send({ op: 'drain', ...COME_BACK, reason });
  }

  /** The run is shown no more: ends what the client has subscribed to of it. */
  leave(hosted: HostedRun): void {
    const message = `the run "${hosted.run.name}" was removed`;
    for (const [reference, subscription] of this.subscriptions) {
      if (!hosted.subscriptions.has(subscription)) continue;
      this.subscriptions.delete(reference);
      subscription.close();
      this.send({ op: 'error', reference, code: ERRORS.unknownRun, temporary: false, message });
    }
  }

  /** Ends the connection without a word. */
  terminate(): void {
    this.#end();
    this.#socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.state === 'closed') return;
    try {
      const bytes = data as Buffer;
      this.hub.counts.framesIn += 1;
      this.hub.counts.bytesIn += bytes.byteLength;
      if (!isBinary) throw new FrameError('frames are binary messages');
      if (this.state === 'open') return this.#handle(decodeFromClient(bytes), bytes.byteLength);
      if (this.state === 'admitting') throw new FrameError('WELCOME was not waited for');
      admit(this, this.#hello(bytes));
    } catch (error) {
      this.#fail(error);
    }
  }

  #handle(frame: ClientFrame, bytes: number): void {
    if (frame.op === 'hello') throw new FrameError('HELLO was said already');
    dispatch(this, frame, bytes);
  }

  #hello(bytes: Buffer): Hello {
    const most = this.hub.limits.maxHello;
    if (bytes.byteLength > most) {
      throw new FrameError(`the first frame has more than ${most} bytes`, { code: CLOSE.tooBig });
    }
    const frame = decodeFromClient(bytes, { ...CLIENT_SCAN, bytes: most });
    if (frame.op !== 'hello') throw new FrameError(`the first frame is HELLO, not ${frame.op}`);
    return frame;
  }

  #fail(error: unknown): void {
    if (error instanceof FrameError) this.close(error.code, error.message);
    else this.close(CLOSE.internal, 'that went wrong on our side');
  }

  #end(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.clock.end();
    for (const subscription of this.subscriptions.values()) subscription.close();
    this.subscriptions.clear();
  }
}

/** A close frame has room for 123 bytes of reason. */
function shorten(reason: string): string {
  return Buffer.from(reason)
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD$/, '');
}
