import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Run } from 'rxgrad';
import { register } from 'tsx/esm/api';
import { resolveAtOnce } from './module-hooks.ts';
import { PipelineModuleError } from './pipeline-module-error.ts';

/** Newer Nodes have hooks that are asked at once, and tsx uses them there. */
const { registerHooks } = nodeModule as {
  readonly registerHooks?: (hooks: { readonly resolve: typeof resolveAtOnce }) => unknown;
};

/** Where a module may say what to serve; the first one that it has counts. */
const EXPORTS = ['default', 'runs', 'run'] as const;

/**
 * The runs of a module: its default export, `runs` or `run` is a run, several, or a function that
 * makes them.
 *
 * @throws PipelineModuleError
 */
export async function loadRuns(file: string): Promise<readonly Run[]> {
  const path = resolve(file);
  if (!existsSync(path)) throw new PipelineModuleError(file, 'there is no such file');
  const module = await load(file, path);
  const name = EXPORTS.find((each) => module[each] !== undefined);
  if (name === undefined) {
    throw new PipelineModuleError(file, `it exports none of ${EXPORTS.join(', ')}`);
  }
  const made = await make(file, module[name]);
  const runs = Array.isArray(made) ? (made as readonly unknown[]) : [made];
  if (runs.length > 0 && runs.every(isRun)) return runs;
  throw new PipelineModuleError(file, `its export "${name}" is no run; make one with train()`);
}

/** TypeScript as it is, also where no package.json says that it is made of modules. */
async function load(file: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  register();
  nodeModule.register('./module-hooks.js', import.meta.url);
  registerHooks?.({ resolve: resolveAtOnce });
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new PipelineModuleError(file, messageOf(cause), { cause });
  }
}

async function make(file: string, exported: unknown): Promise<unknown> {
  if (typeof exported !== 'function') return exported;
  try {
    return await (exported as () => unknown)();
  } catch (cause) {
    throw new PipelineModuleError(file, messageOf(cause), { cause });
  }
}

function isRun(value: unknown): value is Run {
  const run = value as Partial<Run> | null | undefined;
  return (
    typeof run?.name === 'string' &&
    typeof run.progress === 'function' &&
    run.model !== undefined &&
    run.done instanceof Promise
  );
}

/** The first line says it. */
function messageOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().split('\n', 1)[0] ?? '';
}
