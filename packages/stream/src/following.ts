import type { Optimizer } from '@rxgrad/model';
import { Observable, type OperatorFunction, type Subscriber, from } from 'rxjs';
import { type Pipeline, currentPipeline } from './pipeline.ts';

/**
 * An operator that follows the optimizer's live hyperparameters for as long as it is subscribed to.
 * Every change is an event of the run; a value that can't be is refused, and the run goes on with
 * the one before.
 */
export function following<T, R>(
  optimizer: Optimizer,
  operator: OperatorFunction<T, R>,
): OperatorFunction<T, R> {
  return (source) =>
    new Observable((subscriber) => {
      const pipeline = currentPipeline();
      pipeline.optimizes(optimizer);
      for (const name of Object.keys(optimizer.observed))
        follow(name, optimizer, pipeline, subscriber);
      return source.pipe(operator).subscribe(subscriber);
    });
}

function follow<R>(
  name: string,
  optimizer: Optimizer,
  pipeline: Pipeline,
  subscriber: Subscriber<R>,
): void {
  const value$ = from(optimizer.observed[name] as Observable<number>);
  const subscription = value$.subscribe({
    next: (value) => change(name, value, optimizer, pipeline),
    error: (cause: unknown) => subscriber.error(cause),
  });
  subscriber.add(subscription);
}

function change(name: string, value: number, optimizer: Optimizer, pipeline: Pipeline): void {
  try {
    optimizer.set({ [name]: value });
    pipeline.tell('info', 'hyperparameter', `${name} is ${value} from the next step on`);
  } catch (error) {
    pipeline.tell('warning', 'hyperparameter-refused', (error as Error).message);
  }
}
