import { readdirSync } from 'node:fs';
import type { Entry } from './entry.ts';

export interface LoadedEntries {
  readonly entries: readonly Entry[];
  /** Files that could not be loaded, and why. */
  readonly failures: readonly { readonly file: string; readonly error: string }[];
}

/** Every file under `entries/` exports its rows as `entries`. */
export async function loadEntries(): Promise<LoadedEntries> {
  const folder = new URL('entries/', import.meta.url);
  const entries: Entry[] = [];
  const failures: LoadedEntries['failures'][number][] = [];
  for (const file of readdirSync(folder).toSorted()) {
    try {
      const loaded = (await import(new URL(file, folder).href)) as { entries: readonly Entry[] };
      entries.push(...loaded.entries);
    } catch (error) {
      failures.push({ file, error: String(error) });
    }
  }
  return { entries, failures };
}
