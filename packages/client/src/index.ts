export type { BackoffOptions } from './backoff.ts';
export { Client } from './client.ts';
export { connect } from './connect.ts';
export type { ConnectOptions } from './connection-options.ts';
export type { ConnectionState } from './connection.ts';
export type {
  ContributeOptions,
  ContributionResult,
  Learned,
} from './contribute/contribute-options.ts';
export { Control } from './control/control.ts';
export type { Guard, RemoteCheckpoint, Whereabouts } from './control/control.ts';
export { ControlError } from './control/control-error.ts';
export {
  ConnectionError,
  ForbiddenError,
  ProtocolError,
  RefusedError,
  SchemaMismatchError,
  UnauthenticatedError,
  UnknownRunError,
  UnsupportedError,
  VersionError,
} from './errors.ts';
export type { RunEvent } from './events.ts';
export type { FeedRange, FeedResult } from './feed/fate.ts';
export type { FeedBlock, FeedSample, SparseFeatures } from './feed/feed-sample.ts';
export type { FeedOptions } from './feed/feeder.ts';
export type { Chunked, Source } from './feed/source.ts';
export type { MetricsBatch, MetricsOptions, MetricsRow } from './metrics.ts';
export { Mirror } from './mirror.ts';
export type { PredictionsBatch, PredictionsOptions, SamplePrediction } from './predictions.ts';
export type { Dropped } from './subscriptions.ts';
export type { SocketClass } from './socket.ts';
export type { Weights, WeightsOptions } from './weights.ts';
export type { RunInfo } from '@rxgrad/wire';
