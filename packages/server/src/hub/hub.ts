import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Clock, Run } from '@rxgrad/stream';
import { CLOSE, ERRORS, type RunInfo, encode } from '@rxgrad/wire';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Authenticate } from '../access/authenticator.ts';
import { DuplicateRunError } from '../errors.ts';
import { every } from '../every.ts';
import type { Limits } from '../limits.ts';
import { Counts } from '../observe/counts.ts';
import { Refusal } from '../session/refusal.ts';
import { Session } from '../session/session.ts';
import { HostedRun } from './hosted-run.ts';

/** How often sessions are looked after, in ms. */
const ROUND = 500;
/** How often a hub that drains looks whether work is still under way, in ms. */
const LOOK = 20;

/** What a hub works with. */
export interface HubOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly authenticate: Authenticate;
  readonly log: Logger;
}

/** Where runs and clients meet. */
export class Hub {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly authenticate: Authenticate;
  readonly log: Logger;
  readonly counts = new Counts();
  /** Identity of this process: clients that come back see whether it is still the same. */
  readonly epoch = randomInt(1, 2 ** 47);
  readonly #runs = new Map<string, HostedRun>();
  readonly #sessions = new Set<Session>();
  readonly #byId = new Map<string, Session>();
  readonly #stopRounds: () => void;
  readonly #leaving = new AbortController();
  #streams = 0;
  #onEmpty: () => void = () => {};

  constructor({ clock, limits, authenticate, log }: HubOptions) {
    this.clock = clock;
    this.limits = limits;
    this.authenticate = authenticate;
    this.log = log;
    setMaxListeners(0, this.#leaving.signal);
    this.#stopRounds = every(clock, ROUND, () => this.#round());
  }

  get draining(): boolean {
    return this.#leaving.signal.aborted;
  }

  /** Aborted once the server is about to close: what goes on for ever ends by it. */
  get leaving(): AbortSignal {
    return this.#leaving.signal;
  }

  get connections(): number {
    return this.#sessions.size;
  }

  /** Frames that slow readers were not sent, also those who are gone. */
  get dropped(): number {
    let dropped = this.counts.dropped;
    for (const { outbound } of this.#sessions) dropped += outbound.dropped;
    return dropped;
  }

  /** Bytes that wait to be sent, over all sockets. */
  get unsent(): number {
    let unsent = 0;
    for (const { outbound } of this.#sessions) unsent += outbound.unsent;
    return unsent;
  }

  /** Shows one more run, and tells everybody. */
  add(run: Run): void {
    if (this.#runs.has(run.name)) throw new DuplicateRunError(run.name);
    const { clock, epoch } = this;
    const { maxBacklog } = this.limits;
    const nextStream = (): number => (this.#streams += 1);
    this.#runs.set(run.name, new HostedRun(run, { clock, epoch, nextStream, maxBacklog }));
    this.#tellRuns();
    const tell = (): void => this.#tellRuns();
    run.done.then(tell, tell);
  }

  /** Shows a run no more, and tells everybody; it goes on by itself. Says whether it was there. */
  remove(name: string): boolean {
    const hosted = this.#runs.get(name);
    if (hosted === undefined) return false;
    this.#runs.delete(name);
    // Last, since whoever leaves may leave a timer for its return.
    for (const session of this.#sessions) session.leave(hosted);
    hosted.close();
    this.#tellRuns();
    return true;
  }

  /** All runs that are shown. */
  hosted(): readonly HostedRun[] {
    return [...this.#runs.values()];
  }

  /** @throws Refusal when there is no such run. */
  run(name: string): HostedRun {
    const run = this.#runs.get(name);
    if (run === undefined) throw new Refusal(ERRORS.unknownRun, `there is no run "${name}"`);
    return run;
  }

  runInfos(): readonly RunInfo[] {
    return Array.from(this.#runs.values(), (run) => run.info());
  }

  /** A client has connected. */
  connect(socket: WebSocket, request: IncomingMessage): void {
    this.counts.opened += 1;
    const session = new Session(this, socket, request);
    this.#sessions.add(session);
    this.#byId.set(session.id, session);
  }

  /** A client has come back: whatever is left of the connection it had is in the way. */
  supersede(sessionId: string, client: string): void {
    const session = this.#byId.get(sessionId);
    if (session?.credentials.client !== client) return;
    session.close(CLOSE.duplicate, 'its client has come back');
  }

  /** Its connection is gone. */
  forget(session: Session): void {
    this.#sessions.delete(session);
    this.#byId.delete(session.id);
    if (this.#sessions.size === 0) this.#onEmpty();
  }

  /** Tells everybody that the server is about to close; nobody new is let in. */
  announce(reason: string): void {
    if (this.draining) return;
    this.#leaving.abort();
    for (const session of this.#sessions) session.warn(reason);
  }

  /** Resolves when no client has samples under way, nor `others` anything, or after `patience` ms. */
  settled(patience: number, others: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const deadline = this.clock.now() + patience;
      const stop = every(this.clock, LOOK, () => {
        const busy = others() || [...this.#sessions].some(({ inbound }) => inbound.busy);
        if (busy && this.clock.now() < deadline) return;
        stop();
        resolve();
      });
    });
  }

  /** Asks all clients to leave, and after a grace period hangs up. */
  async close(code: number, reason: string): Promise<void> {
    this.announce(reason);
    this.#stopRounds();
    for (const session of this.#sessions) session.close(code, reason);
    for (const run of this.#runs.values()) run.close();
    const callOff = this.clock.after(this.limits.closeGrace, () => {
      for (const session of this.#sessions) session.terminate();
    });
    await this.#emptied();
    callOff();
  }

  #emptied(): Promise<void> {
    if (this.#sessions.size === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#onEmpty = resolve));
  }

  #tellRuns(): void {
    if (this.draining || this.#sessions.size === 0) return;
    const bytes = encode({ op: 'runs', runs: this.runInfos() });
    for (const session of this.#sessions) {
      if (session.state === 'open') session.outbound.send(bytes);
    }
  }

  #round(): void {
    const now = this.clock.now();
    let unsent = 0;
    for (const session of this.#sessions) {
      session.check(now);
      unsent += session.outbound.unsent;
    }
    if (unsent > this.limits.maxOutbound) this.#relieve(unsent);
  }

  /** Cuts those who hold most, until what is left is bearable. */
  #relieve(unsent: number): void {
    let left = unsent;
    const slowest = [...this.#sessions].sort((a, b) => b.outbound.unsent - a.outbound.unsent);
    for (const session of slowest) {
      if (left <= this.limits.maxOutbound) return;
      left -= session.outbound.unsent;
      session.close(CLOSE.slow, 'all sockets together have too much unread');
    }
  }
}
