import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The program as `pnpm start` runs it, built. */
const PROGRAM = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const children = new Set<ChildProcess>();

/** A program that runs, or ran. */
export interface Program {
  readonly child: ChildProcess;
  readonly output: { readonly out: string; readonly err: string };
  readonly ended: Promise<Ended>;
}

/** What a program starts with. */
export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Standard input; it stays open unless told. */
  readonly input?: string;
}

/** Starts the program. */
export function launch(args: string | readonly string[], options: LaunchOptions = {}): Program {
  const words = typeof args === 'string' ? args.split(' ') : args;
  const { cwd, env, input } = options;
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    stdio: 'pipe',
    cwd,
    env: { ...process.env, ...env },
  });
  children.add(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => (output.out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output.err += bytes.toString()));
  if (input !== undefined) child.stdin.end(input);
  const ended = once(child, 'close').then(([code]): Ended => ({
    code: code as number | null,
    ...output,
  }));
  return { child, output, ended };
}

/** Resolves with what was printed once it holds `text`. */
export async function printed({ child, output }: Program, text: RegExp): Promise<string> {
  for (;;) {
    const match = text.exec(output.out)?.[0];
    if (match !== undefined) return match;
    if (child.exitCode !== null) throw new Error(`it ended with: ${output.out}${output.err}`);
    await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'close')]);
  }
}

/** Ends whatever still runs. */
export function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
}
