import { Observable } from 'rxjs';
import type { Connection } from '../connection.ts';
import type { FeedResult } from './fate.ts';
import type { FeedBlock, FeedSample } from './feed-sample.ts';
import { Feeder, type FeedOptions } from './feeder.ts';
import { drain, type Source } from './source.ts';

/**
 * Feeds samples to a run, for as long as it is subscribed, and tells the fate of each in order.
 *
 * ```text
 * samples  --a--b--c------d--|
 * feed     -------(abc)-------d|
 * ```
 */
export function feed(
  connection: Connection,
  run: string,
  samples: Source<FeedSample | FeedBlock>,
  options: FeedOptions,
): Observable<FeedResult> {
  return new Observable((subscriber) => {
    if (connection.state === 'closed') {
      if (connection.failure === undefined) subscriber.complete();
      else subscriber.error(connection.failure);
      return;
    }
    const feeder = new Feeder(connection, run, options, subscriber);
    subscriber.add(() => feeder.stop());
    subscriber.add(drain(samples, feeder));
  });
}
