/**
 * The built kernels are not those of the registry: a source was changed and not built since.
 *
 * What to do: `pnpm --filter @rxgrad/kernels build`.
 */
export class StaleKernelsError extends Error {
  override readonly name = 'StaleKernelsError';

  constructor() {
    super(
      'the built kernels (wasm.gen.ts) were made from another registry than operations.ts; run pnpm --filter @rxgrad/kernels build',
    );
  }
}
