import type { Schema } from '@rxgrad/wire';
import type { Connection } from './connection.ts';

/** The last schema of each run: it comes before the weights it describes. */
export class Schemas {
  private readonly byRun = new Map<string, Schema>();

  constructor(connection: Connection) {
    connection.frame$.subscribe({
      next: (frame) => {
        if (frame.op === 'schema') this.byRun.set(frame.run, frame);
      },
      error: () => {},
    });
  }

  get(run: string): Schema | undefined {
    return this.byRun.get(run);
  }
}
