#!/usr/bin/env node
import { commands, isCommand } from './commands.ts';

/** What went wrong is one line; where in our code it happened is nobody's business but a debugger's. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['DEBUG'] === undefined ? error.message : (error.stack ?? error.message);
}

/** The first word names what to do; without one, an example starts. */
async function run([word = '', ...rest]: readonly string[]): Promise<number> {
  if (isCommand(word)) return (await commands[word].load())(rest);
  const { start } = await import('./start.ts');
  return start(word === '' ? rest : [word, ...rest]);
}

// Whoever reads us may have enough, as `head` has: that ends us, and is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`rxgrad: ${explain(error)}\n`);
  process.exitCode = 2;
}
