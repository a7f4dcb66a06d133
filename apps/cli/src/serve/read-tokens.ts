import { readFile } from 'node:fs/promises';
import type { Role } from 'rxgrad/server';
import { UsageError } from '../usage-error.ts';

const ROLES: ReadonlySet<unknown> = new Set<Role>(['viewer', 'feeder', 'trainer', 'operator']);

/**
 * Who may do what: `{ "TOKEN": "viewer" }`. What is wrong is told without any token.
 *
 * @throws UsageError - when the file can't be read, or says something else
 */
export async function readTokens(file: string): Promise<Readonly<Record<string, Role>>> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`the file of tokens, ${file}, can't be read`);
  });
  const tokens = parse(text);
  const entries = typeof tokens === 'object' && tokens !== null ? Object.entries(tokens) : [];
  if (entries.length === 0 || !entries.every(([token, role]) => token !== '' && ROLES.has(role))) {
    throw new UsageError(
      `${file} is no file of tokens: { "TOKEN": "viewer" }, or feeder, trainer, operator`,
    );
  }
  return Object.fromEntries(entries) as Record<string, Role>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
