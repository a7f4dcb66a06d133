/** A pipeline ended because something in it threw; the weights stay as the last update left them. */
export class PipelineError extends Error {
  override readonly name = 'PipelineError';

  /**
   * @param run - the name of the run
   * @param step - the last step that was learned
   */
  constructor(run: string, step: number, cause: unknown) {
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`run "${run}" ended after step ${step}: ${said}; its weights are kept`, { cause });
  }
}
