import { readFile } from 'node:fs/promises';
import { UsageError } from '../usage-error.ts';

/** Where a token may come from: never the command line, which everybody on the machine can read. */
export const TOKEN_HELP = 'file that holds the token (default: the environment’s RXGRAD_TOKEN)';

/** @throws UsageError - when the file can't be read, or holds nothing */
export async function readToken(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return process.env['RXGRAD_TOKEN'] || undefined;
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`the token file ${file} can't be read`);
  });
  if (text.trim() === '') throw new UsageError(`the token file ${file} is empty`);
  return text.trim();
}
