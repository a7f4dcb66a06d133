import { existsSync, readFileSync } from 'node:fs';
import { root } from './source-files.ts';

export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The package.json of a folder, `'.'` for the workspace's own. */
export function manifestOf(folder: string): Manifest {
  return readJson(`${folder}/package.json`) as Manifest;
}

/** Folders that a room's tsconfig.json refers to; undefined where `tsc -b` doesn't build it. */
export function referencesOf(room: string): string[] | undefined {
  const file = `${room}/tsconfig.json`;
  if (!existsSync(root + file)) return undefined;
  const { compilerOptions, references = [] } = readJson(file) as {
    compilerOptions?: { noEmit?: boolean };
    references?: { path: string }[];
  };
  if (compilerOptions?.noEmit) return undefined;
  return references.map(({ path }) => new URL(path, `file:///${room}/`).pathname.slice(1));
}

/** Every [name, version] a manifest asks for, of whatever kind. */
export function demandsOf(manifest: Manifest): [string, string][] {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  return [dependencies, devDependencies, peerDependencies, optionalDependencies].flatMap(
    (demands) => Object.entries(demands ?? {}),
  );
}

/** The catalog of pnpm-workspace.yaml: `[name, version]`, of every catalog. */
export function catalogEntries(): [string, string][] {
  const text = readFileSync(`${root}pnpm-workspace.yaml`, 'utf8');
  const catalogs = text.slice(text.indexOf('\ncatalog:'));
  return [...catalogs.matchAll(/^ +"?([@\w/.-]+)"?: +"?([^"\s]+)"?$/gm)].map(
    ([, name = '', version = '']) => [name, version],
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(root + file, 'utf8'));
}
