import type { Control as ControlFrame, Reply } from '@rxgrad/wire';
import type { Connection } from '../connection.ts';
import { ask } from './ask.ts';

/** Compare-and-set: the action is taken only where the run is as it was when one decided. */
export interface Guard {
  /** Only if the weights are at this version. */
  readonly ifVersion?: number;
  /** Only if the run is in this epoch: after a rollback a version comes again. */
  readonly ifEpoch?: number;
}

/** Where a run is after an action. */
export interface Whereabouts {
  readonly version: number;
  readonly epoch: number;
}

/** A checkpoint that was made, or gone back to. */
export interface RemoteCheckpoint extends Whereabouts {
  readonly name: string;
  /** Updates that the run had made when it was kept. */
  readonly step: number;
}

/**
 * Steers a run on the server; made by `client.control`. It takes the role `operator`, and each action is an event of the
 * run that says who did it.
 *
 * Every method rejects with ControlError when the run says no, which changes nothing, with ForbiddenError or
 * UnknownRunError, and with ConnectionError when the connection goes before the answer comes.
 *
 * @example
 * ```ts
 * import { dense, forward, gradient, batch, loss, sequential, sgd, squaredError, stream, train,
 *   updateWeights } from 'rxgrad';
 * import { connect } from 'rxgrad/client';
 * import { serve } from 'rxgrad/server';
 * import { WebSocket } from 'ws';
 *
 * function* samples() {
 *   for (;;) yield { x: [1], y: 2 };
 * }
 * const model = sequential({ inputs: 1, seed: 1 }, dense(1));
 * const update$ = stream(samples()).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(),
 *   updateWeights(sgd({ learningRate: 0.1 })),
 * );
 * const server = await serve({ port: 0, runs: [train({ name: 'steered', model, update$ })] });
 * const client = connect(server.url, { WebSocket });
 *
 * const control = client.control('steered');
 * const paused = await control.pause();
 * await control.checkpoint('before');
 * await control.set({ learningRate: 0.01 }, { ifVersion: paused.version });
 * const later = await control.step(3);
 * later.version - paused.version; // → 3
 * const back = await control.rollback('before');
 * back.version === paused.version; // → true
 *
 * await client.close();
 * await server.close();
 * ```
 */
export class Control {
  readonly run: string;
  private readonly connection: Connection;

  /** @internal */
  constructor(connection: Connection, run: string) {
    this.connection = connection;
    this.run = run;
  }

  /** Holds the run's sources back. */
  async pause(guard: Guard = {}): Promise<Whereabouts> {
    return where(await this.ask('pause', {}, guard));
  }

  /** Lets them go on. */
  async resume(guard: Guard = {}): Promise<Whereabouts> {
    return where(await this.ask('resume', {}, guard));
  }

  /**
   * Makes so many more updates, then pauses; resolves when they are made, or the run was paused, resumed or
   * ended meanwhile.
   */
  async step(updates = 1, guard: Guard = {}): Promise<Whereabouts> {
    return where(await this.ask('step', { updates }, guard));
  }

  /** Changes hyperparameters such as `learningRate` from the next update on: all of them, or none. */
  async set(changes: Readonly<Record<string, number>>, guard: Guard = {}): Promise<Whereabouts> {
    return where(await this.ask('set', changes, guard));
  }

  /**
   * Keeps weights, optimizer state, scalers and metrics on the server, in memory.
   *
   * @param name `v` and the version unless given; replaces an earlier one
   */
  async checkpoint(name?: string, guard: Guard = {}): Promise<RemoteCheckpoint> {
    return kept(await this.ask('checkpoint', name === undefined ? {} : { name }, guard));
  }

  /**
   * Puts all of that back. Whoever subscribes to the weights gets them in a new epoch.
   *
   * @param to name of a checkpoint, or version of its weights
   */
  async rollback(to: string | number, guard: Guard = {}): Promise<RemoteCheckpoint> {
    const target = typeof to === 'string' ? { checkpoint: to } : { version: to };
    return kept(await this.ask('rollback', target, guard));
  }

  private ask(
    action: string,
    told: ControlFrame['arguments'],
    { ifVersion, ifEpoch }: Guard,
  ): Promise<Reply> {
    return ask(this.connection, {
      run: this.run,
      action,
      arguments: told,
      ...(ifVersion === undefined ? {} : { ifVersion }),
      ...(ifEpoch === undefined ? {} : { ifEpoch }),
    });
  }
}

function where({ version, epoch = 0 }: Reply): Whereabouts {
  return { version, epoch };
}

function kept(reply: Reply): RemoteCheckpoint {
  const { name, step } = reply.result ?? {};
  return {
    ...where(reply),
    name: typeof name === 'string' ? name : '',
    step: typeof step === 'number' ? step : 0,
  };
}
