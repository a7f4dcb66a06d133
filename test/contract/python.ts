import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const script = (name: string) => fileURLToPath(new URL(`python/${name}.py`, import.meta.url));

/** A Python that has what the client is written with; `RXGRAD_PYTHON` names one. */
export const python = [process.env['RXGRAD_PYTHON'], 'python3', 'python'].find(hasPackages);

function hasPackages(command: string | undefined): command is string {
  try {
    if (command === undefined) return false;
    const imports = 'import msgpack, websockets.asyncio.client';
    execFileSync(command, ['-c', imports], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a script to its end; answers its lines of JSON. */
export function linesOf(name: string): readonly unknown[] {
  const options = { encoding: 'utf8', env: { ...process.env, ...quiet } } as const;
  const output = execFileSync(python ?? 'python3', [script(name)], options);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

// No `__pycache__` in the work tree.
const quiet = { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' };

/** What the client tells, as it happens; see `python/main.py`. */
export interface Told {
  readonly event: string;
  readonly [detail: string]: unknown;
}

/** What the client tells at its end. */
export interface Summary {
  readonly mirrors: Readonly<Record<string, MirrorSummary>>;
  readonly fates: Readonly<Record<string, number>>;
  readonly reasons: readonly string[];
  readonly resent: number;
}

export interface MirrorSummary {
  readonly weights: string;
  readonly state: string;
  readonly version: number;
  readonly verified: number;
  readonly deltas: number;
  readonly snapshots: number;
  readonly recovered: number;
}

/** The Python client, as a process. */
export class PythonClient {
  readonly told: Told[] = [];
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<unknown>;
  #heard: () => void = () => {};

  constructor(options: Readonly<Record<string, unknown>>) {
    this.#child = spawn(python ?? 'python3', [script('main'), JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...quiet },
    });
    this.#child.stdin.on('error', () => {}); // told by the end of the process
    this.#ended = once(this.#child, 'close');
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.told.push(JSON.parse(line) as Told);
      this.#heard();
    });
  }

  /** Resolves once something was told that fits; rejects if the client ends without. */
  async heard(fits: (told: Told) => boolean): Promise<Told> {
    const found = new Promise<Told>((resolve) => {
      let seen = 0;
      this.#heard = () => {
        while (seen < this.told.length) {
          const told = this.told[seen++];
          if (told !== undefined && fits(told)) resolve(told);
        }
      };
      this.#heard();
    });
    const ended = this.#ended.then(() => {
      throw new Error(`the client ended: ${JSON.stringify(this.told.slice(-3))}`);
    });
    return Promise.race([found, ended]);
  }

  /** Resolves once the last weights in each of these encodings, told after that event, have that hash. */
  async mirrors(hash: number, encodings: readonly string[], after?: Told): Promise<void> {
    const latest = new Map<unknown, unknown>();
    let begun = after === undefined;
    await this.heard((told) => {
      begun ||= told === after;
      if (begun && told.event === 'weights') latest.set(told['encoding'], told['hash']);
      return encodings.every((encoding) => latest.get(encoding) === hash);
    });
  }

  /** Asks the client to end; answers what it sums up. */
  async end(): Promise<Summary> {
    this.#child.stdin.end();
    await this.#ended;
    const last = this.told.at(-1);
    if (last?.event !== 'summary') throw new Error(`no summary, but ${JSON.stringify(last)}`);
    return last as unknown as Summary;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
