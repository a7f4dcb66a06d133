/** A run was asked to predict, but its weights belong to no layers: only its own pipeline knows how. */
export class NoPredictionError extends Error {
  override readonly name = 'NoPredictionError';

  constructor(run: string) {
    super(
      `run "${run}" trains bare parameters, not a model of layers; predict in its own pipeline`,
    );
  }
}
