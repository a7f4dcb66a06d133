export { type Clock, systemClock } from './clock.ts';
export type {
  Contribution,
  ContributionFate,
  ContributionKind,
  OfferedContribution,
} from './contributions/contribution.ts';
export {
  type Contributions,
  type ContributionsOptions,
  type RefusedContribution,
  type SettleContribution,
  contributions,
} from './contributions/contributions.ts';
export type { Checkpoint } from './control/checkpoints.ts';
export { ControlError, type ControlFault } from './control/control-error.ts';
export type { ChunkedSource, StreamSource } from './cursor.ts';
export type { Fate, Settle, SettleRows } from './fate.ts';
export { type Inbox, inbox } from './inbox.ts';
export { NoPredictionError } from './no-prediction-error.ts';
export { accumulate } from './operators/accumulate.ts';
export { aggregate } from './operators/aggregate/aggregate.ts';
export type {
  AggregateOptions,
  AsyncOptions,
  BufferedOptions,
  Robust,
  RoundsOptions,
} from './operators/aggregate/aggregate-options.ts';
export { batch } from './operators/batch.ts';
export { clipNorm } from './operators/clip-norm.ts';
export { clipValue } from './operators/clip-value.ts';
export { type EvaluateOptions, evaluate } from './operators/evaluate.ts';
export { forward } from './operators/forward.ts';
export { freeze } from './operators/freeze.ts';
export { gradient } from './operators/gradient.ts';
export { l1 } from './operators/l1.ts';
export { l2 } from './operators/l2.ts';
export { type UpdateOf, learn } from './operators/learn.ts';
export { loss } from './operators/loss.ts';
export { standardize } from './operators/standardize.ts';
export { updateWeights } from './operators/update-weights.ts';
export { weightDecay } from './operators/weight-decay.ts';
export type { Rate } from './pace.ts';
export type { NamedMetrics, Preprocess, Preprocessing } from './pipeline.ts';
export { PipelineError } from './pipeline-error.ts';
export type { Actor, Progress, Rejection, Run, RunEnd, RunEvent, Steering } from './run.ts';
export { SourceError } from './source-error.ts';
export { type Remainder, stage } from './stage.ts';
export { type StreamOptions, stream } from './stream.ts';
export { type TrainOptions, train } from './train.ts';
export type { Update } from './update.ts';
export type { Learnable } from './without.ts';
