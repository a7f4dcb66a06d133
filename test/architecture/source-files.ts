import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const skipped = new Set(['node_modules', 'dist', 'coverage', 'peers']);

/** Every file below a folder, relative to the repository, without what is installed or built. */
export function filesBelow(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || skipped.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Every file that holds TypeScript or Svelte code. AssemblyScript is another language. */
export function sourceFiles(): string[] {
  return ['packages', 'apps', 'test']
    .flatMap(filesBelow)
    .filter((file) => /\.(ts|js|mjs|svelte)$/.test(file) && !file.includes('/assembly/'));
}

/** The room a file stands in: `packages/model`, `apps/cli` or `test`. */
export function roomOf(file: string): string {
  const [top = '', name = ''] = file.split('/');
  return top === 'test' ? top : `${top}/${name}`;
}

/** Whether a file is a test, or configures a tool: neither is part of what a room ships. */
export function isTest(file: string): boolean {
  return /\.(test|test-d)\.ts$/.test(file) || file.startsWith('test/');
}

export function isTooling(file: string): boolean {
  return isTest(file) || !/^(packages|apps)\/[^/]+\/src\//.test(file);
}
