import type { ResolveHook } from 'node:module';

/** What this program brings along for modules that don't. */
const OWN = /^(?:rxgrad|rxjs)(?:\/|$)/;
const TYPESCRIPT = /\.tsx?(?:\?|$)/;

/**
 * Makes `rxgrad serve` work on a single file in an empty folder: rxgrad and RxJS come from here where
 * the file's own folder has none, and TypeScript is made of modules though no package.json says so.
 */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await resolveAnywhere(specifier, context, nextResolve);
  if (resolved.format !== 'commonjs' || !TYPESCRIPT.test(resolved.url)) return resolved;
  return { ...resolved, format: 'module' };
};

const resolveAnywhere: ResolveHook = async (specifier, context, nextResolve) => {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    if (!OWN.test(specifier)) throw error;
    return nextResolve(specifier, { ...context, parentURL: import.meta.url });
  }
};
