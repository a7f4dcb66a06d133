import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, and where it listens. */
export interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Starts a program beside this file, and waits for it to tell its port. */
export async function start(
  program: string,
  words: readonly (string | number)[],
): Promise<Started> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child = fork(file, words.map(String), { execArgv: process.execArgv });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${program} ended early`)));
  const [{ port }] = (await Promise.race([once(child, 'message'), ended])) as [{ port: number }];
  ended.catch(() => {}); // it ends when it is told to
  return { child, port };
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'close');
}
