/** A module can't be loaded, or exports no run. */
export class PipelineModuleError extends Error {
  override readonly name = 'PipelineModuleError';

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, options);
  }
}
