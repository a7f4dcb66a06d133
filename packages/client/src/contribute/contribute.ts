import type { Parameters } from '@rxgrad/model';
import { Observable } from 'rxjs';
import type { Connection } from '../connection.ts';
import { drain, type Source } from '../feed/source.ts';
import type { Weights } from '../weights.ts';
import type { ContributeOptions, ContributionResult } from './contribute-options.ts';
import { Contributor } from './contributor.ts';
import { seatOf } from './seat.ts';

/** What contributing is built on. */
export interface ContributeContext {
  readonly connection: Connection;
  readonly weights$: Observable<Weights>;
}

/**
 * Learns on one's own items from the run's weights, for as long as it is subscribed, and tells what became
 * of each contribution.
 *
 * ```text
 * weights     v1-----------v2-----------v3---
 * items         -a-b-------  -c-d-------
 * learned         (∇ab)→     (∇cd)→
 * contribute          -----r1       ----r2
 * ```
 */
export function contribute<T, M extends Parameters>(
  { connection, weights$ }: ContributeContext,
  run: string,
  source: Source<T>,
  options: ContributeOptions<T, M>,
): Observable<ContributionResult> {
  return new Observable((out) => {
    if (connection.state === 'closed') {
      if (connection.failure === undefined) out.complete();
      else out.error(connection.failure);
      return;
    }
    const seat = seatOf(connection, run);
    seat.take(run);
    const worker = new Contributor({ connection, run, seat, options, out });
    out.add(() => {
      worker.stop();
      seat.leave();
    });
    out.add(
      weights$.subscribe({
        next: (weights) => worker.follow(weights),
        error: (error: unknown) => out.error(error),
        complete: () => out.complete(),
      }),
    );
    out.add(drain(source, worker));
  });
}
