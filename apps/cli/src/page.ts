import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The dashboard was not built. */
export class MissingPageError extends Error {
  override readonly name = 'MissingPageError';

  constructor(folder: string) {
    super(
      `the dashboard is not built: ${folder} has no index.html; run "pnpm build", or --headless`,
    );
  }
}

/** The folder of the built dashboard. */
export function page(): string {
  const manifest = fileURLToPath(import.meta.resolve('@rxgrad/dashboard/package.json'));
  const folder = join(dirname(manifest), 'dist');
  if (!existsSync(join(folder, 'index.html'))) throw new MissingPageError(folder);
  return folder;
}

/** The same, or nothing when it was not built. */
export function builtPage(): string | undefined {
  try {
    return page();
  } catch {
    return undefined;
  }
}
