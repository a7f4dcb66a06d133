import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What a peer answers: a rate, or why there is none. */
export type Answer =
  | { readonly name: string; readonly samplesPerSecond: number; readonly detail?: unknown }
  | { readonly name: string; readonly error: string };

/** A process that answers each line with a line. */
export class LineProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: Interface;
  #errors = '';
  readonly #ended: Promise<string>;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#child.stdin.on('error', () => {}); // told by the end of the process
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', ({ message }) => resolve(message));
      this.#child.on('close', () => resolve(this.#errors.trim().split('\n').at(-1) ?? ''));
    });
  }

  /** Asks for one case; a process that is absent or ends answers with an error. */
  async ask(name: string): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => {
      this.#lines.once('line', (line) => resolve(JSON.parse(line) as Answer));
    });
    const end = this.#ended.then((error) => ({ name, error: error || 'it ended without a word' }));
    this.#child.stdin.write(`${name}\n`);
    return Promise.race([answer, end]);
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    this.#child.kill();
    await this.#ended;
  }
}
