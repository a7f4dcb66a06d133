import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What a program of this folder tells about a stretch of its frames. */
export interface Told {
  readonly seed: number;
  readonly done: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly slowest?: Slowest;
  readonly rss?: number;
  /** What went wrong; nothing did unless told. */
  readonly failed?: unknown;
}

/** The frame that took longest, and how long it takes when nothing comes in between. */
interface Slowest {
  readonly ms: number;
  readonly again: number;
  readonly block: number;
  readonly index: number;
}

/** Silent for so long, a program hangs: it tells something after every few thousand frames. */
const PATIENCE = 60_000;

const HEAP = '--max-old-space-size=256';
const LOADER = ['--conditions=@rxgrad/source', '--import', 'tsx'];

/**
 * Runs a program of this folder with a heap of 256 MB to its end, and answers the last it told.
 * Rejects if it fails, crashes or hangs, saying how far it had got.
 */
export async function fuzz(
  program: string,
  words: readonly (string | number)[],
  heard: (told: Told) => void = () => {},
): Promise<Told> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [HEAP, ...LOADER, file, ...words.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const last = await follow(child, heard);
  if (last.told?.failed !== undefined || last.code !== 0 || last.told === undefined) {
    throw new Error(`${program} ${words.join(' ')} ended with ${JSON.stringify(last)}`);
  }
  return last.told;
}

/** What a program told last, and how it ended. */
interface End {
  readonly told: Told | undefined;
  readonly code: unknown;
  readonly signal: unknown;
  readonly errors: string;
}

async function follow(
  child: ChildProcessByStdio<null, Readable, Readable>,
  heard: (told: Told) => void,
): Promise<End> {
  let told: Told | undefined;
  let errors = '';
  const kill = () => child.kill('SIGKILL');
  let watchdog = setTimeout(kill, PATIENCE);
  child.stderr.on('data', (data: Buffer) => (errors = (errors + String(data)).slice(-2_000)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(kill, PATIENCE);
    told = JSON.parse(line) as Told;
    heard(told);
  });
  const [code, signal] = (await once(child, 'close')) as [unknown, unknown];
  clearTimeout(watchdog);
  return { told, code, signal, errors };
}
