import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Rate } from '../entry.ts';

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Starts a program of ours beside this file, as this one was started. */
function start(program: string, words: readonly (string | number)[]): Child {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const args = [...process.execArgv, file, ...words.map(String)];
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** CPU time in µs. */
interface CpuTime {
  readonly user: number;
  readonly system: number;
}

/** How samples are fed. */
export interface Feeding {
  readonly features: number;
  readonly samples: number;
  /** Samples in a frame. */
  readonly frame: number;
  /** The program that feeds; told the address, the number of features, and that of samples. */
  readonly feeder: string;
}

/** Samples a second that a server learns when another process feeds it. */
export async function measureFeeding({ features, samples, frame, feeder }: Feeding): Promise<Rate> {
  const server = start('server.ts', [features, frame]);
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  try {
    const url = String((await lines.next()).value);
    const client = start(feeder, [url, features, samples]);
    const [line] = (await once(createInterface({ input: client.stdout }), 'line')) as [string];
    const told = JSON.parse(line) as CpuTime & { applied: number; seconds: number };
    if (told.applied < samples)
      throw new Error(`${told.applied} of ${samples} samples were applied`);
    server.stdin.write('cpu\n');
    const cpu = JSON.parse(String((await lines.next()).value)) as CpuTime & { samples: number };
    const perSample = ({ user, system }: CpuTime, count: number): number =>
      Math.round((1000 * (user + system)) / count);
    const detail = {
      serverNanoseconds: perSample(cpu, cpu.samples),
      clientNanoseconds: perSample(told, told.applied),
    };
    return { rate: told.applied / told.seconds, detail };
  } finally {
    server.stdin.end();
    server.kill();
    await once(server, 'close');
  }
}
