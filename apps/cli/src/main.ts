#!/usr/bin/env node
import { start } from './start.ts';

/** What went wrong is one line; where in our code it happened is nobody's business but a debugger's. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['DEBUG'] === undefined ? error.message : (error.stack ?? error.message);
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`rxgrad: ${explain(error)}\n`);
  process.exitCode = 2;
}
