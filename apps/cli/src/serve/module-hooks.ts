import type { ResolveFnOutput, ResolveHook, ResolveHookContext } from 'node:module';

/** What this program brings along for modules that don't. */
const OWN = /^(?:rxgrad|rxjs)(?:\/|$)/;
const TYPESCRIPT = /\.tsx?(?:\?|$)/;

/**
 * Makes `rxgrad serve` work on a single file in an empty folder: rxgrad and RxJS come from here where
 * the file's own folder has none, and TypeScript is made of modules though no package.json says so.
 */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  try {
    return asModule(await nextResolve(specifier, context));
  } catch (error) {
    return nextResolve(specifier, fromHere(specifier, context, error));
  }
};

/** The same where Node asks at once, as it does since 22.15. */
export function resolveAtOnce(
  specifier: string,
  context: ResolveHookContext,
  nextResolve: (specifier: string, context: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput {
  try {
    return asModule(nextResolve(specifier, context));
  } catch (error) {
    return nextResolve(specifier, fromHere(specifier, context, error));
  }
}

function asModule(resolved: ResolveFnOutput): ResolveFnOutput {
  const script = resolved.format !== 'module' && resolved.format !== 'json';
  return script && TYPESCRIPT.test(resolved.url) ? { ...resolved, format: 'module' } : resolved;
}

function fromHere(
  specifier: string,
  context: ResolveHookContext,
  error: unknown,
): ResolveHookContext {
  if (!OWN.test(specifier)) throw error;
  return { ...context, parentURL: import.meta.url };
}
