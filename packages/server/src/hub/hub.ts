import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock, Run } from '@rxgrad/stream';
import { CLOSE, ERRORS, type RunInfo, encode } from '@rxgrad/wire';
import type { WebSocket } from 'ws';
import type { Authenticate } from '../access/authenticator.ts';
import { DuplicateRunError } from '../errors.ts';
import { every } from '../every.ts';
import type { Health } from '../http/health.ts';
import type { Limits } from '../limits.ts';
import { Refusal } from '../session/refusal.ts';
import { Session } from '../session/session.ts';
import { HostedRun } from './hosted-run.ts';

/** How often sessions are looked after, in ms. */
const ROUND = 500;

/** What a hub works with. */
export interface HubOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly authenticate: Authenticate;
}

/** Where runs and clients meet. */
export class Hub {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly authenticate: Authenticate;
  /** Identity of this process: clients that come back see whether it is still the same. */
  readonly epoch = randomInt(1, 2 ** 47);
  readonly #runs = new Map<string, HostedRun>();
  readonly #sessions = new Set<Session>();
  readonly #stopRounds: () => void;
  #streams = 0;
  #draining = false;
  #onEmpty: () => void = () => {};

  constructor({ clock, limits, authenticate }: HubOptions) {
    this.clock = clock;
    this.limits = limits;
    this.authenticate = authenticate;
    this.#stopRounds = every(clock, ROUND, () => this.#round());
  }

  get draining(): boolean {
    return this.#draining;
  }

  get connections(): number {
    return this.#sessions.size;
  }

  /** Shows one more run, and tells everybody. */
  add(run: Run): void {
    if (this.#runs.has(run.name)) throw new DuplicateRunError(run.name);
    const { clock, epoch } = this;
    const nextStream = (): number => (this.#streams += 1);
    this.#runs.set(run.name, new HostedRun(run, { clock, epoch, nextStream }));
    this.#tellRuns();
    const tell = (): void => this.#tellRuns();
    run.done.then(tell, tell);
  }

  /** @throws Refusal when there is no such run. */
  run(name: string): HostedRun {
    const run = this.#runs.get(name);
    if (run === undefined) throw new Refusal(ERRORS.unknownRun, `there is no run "${name}"`);
    return run;
  }

  /** What a health check is told. */
  health(): Health {
    return {
      status: this.#draining ? 'draining' : 'ok',
      connections: this.#sessions.size,
      runs: this.runInfos().map(({ name, state }) => ({ name, state })),
    };
  }

  runInfos(): readonly RunInfo[] {
    return Array.from(this.#runs.values(), (run) => run.info());
  }

  /** A client has connected. */
  connect(socket: WebSocket, request: IncomingMessage): void {
    this.#sessions.add(new Session(this, socket, request));
  }

  /** A client has come back: whatever is left of the connection it had is in the way. */
  supersede(sessionId: string): void {
    for (const session of this.#sessions) {
      if (session.id === sessionId) session.close(CLOSE.duplicate, 'its client has come back');
    }
  }

  /** Its connection is gone. */
  forget(session: Session): void {
    this.#sessions.delete(session);
    if (this.#sessions.size === 0) this.#onEmpty();
  }

  /** Asks all clients to leave, and after a grace period hangs up. */
  async close(code: number, reason: string): Promise<void> {
    this.#draining = true;
    this.#stopRounds();
    for (const session of this.#sessions) session.drain(code, reason);
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
    if (this.#draining || this.#sessions.size === 0) return;
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
