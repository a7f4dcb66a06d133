import type { FrameSpec } from './frame-spec.ts';
import { control, type Control } from './frames/control.ts';
import { credit, type Credit } from './frames/credit.ts';
import { delta, type Delta } from './frames/delta.ts';
import { dropped, type Dropped } from './frames/dropped.ts';
import { drain, type Drain } from './frames/drain.ts';
import { error, type ErrorFrame } from './frames/error.ts';
import { event, type EventFrame } from './frames/event.ts';
import { gradient, type GradientFrame } from './frames/gradient.ts';
import { hello, type Hello } from './frames/hello.ts';
import { metrics, type Metrics } from './frames/metrics.ts';
import { ping, type Ping } from './frames/ping.ts';
import { pong, type Pong } from './frames/pong.ts';
import { predict, type Predict } from './frames/predict.ts';
import { prediction, type Prediction } from './frames/prediction.ts';
import { predictions, type Predictions } from './frames/predictions.ts';
import { refresh, type Refresh } from './frames/refresh.ts';
import { reply, type Reply } from './frames/reply.ts';
import { reset, type Reset } from './frames/reset.ts';
import { result, type Result } from './frames/result.ts';
import { runs, type Runs } from './frames/runs.ts';
import { samples, type Samples } from './frames/samples.ts';
import { schema, type Schema } from './frames/schema.ts';
import { snapshot, type Snapshot } from './frames/snapshot.ts';
import { subscribe, type Subscribe } from './frames/subscribe.ts';
import { subscribed, type Subscribed } from './frames/subscribed.ts';
import { unsubscribe, type Unsubscribe } from './frames/unsubscribe.ts';
import { welcome, type Welcome } from './frames/welcome.ts';

/** Frames only a client sends. */
export type FromClient =
  | Hello
  | Subscribe
  | Unsubscribe
  | Samples
  | GradientFrame
  | Predict
  | Control
  | Refresh;

/** Frames only a server sends. */
export type FromServer =
  | Welcome
  | Runs
  | Subscribed
  | Schema
  | Snapshot
  | Delta
  | Reset
  | Metrics
  | EventFrame
  | Result
  | Prediction
  | Predictions
  | Dropped
  | Reply
  | Drain
  | ErrorFrame;

/** Frames either side sends. */
export type FromBoth = Credit | Ping | Pong;

/** Any frame a client may send. */
export type ClientFrame = FromClient | FromBoth;
/** Any frame a server may send. */
export type ServerFrame = FromServer | FromBoth;
/** Any frame of the protocol, told apart by `op`. */
export type Frame = FromClient | FromServer | FromBoth;

/** Every frame's specification: a frame without a row, or a row without a frame, does not compile. */
export const registry: {
  readonly [O in Frame['op']]: FrameSpec<Extract<Frame, { readonly op: O }>>;
} = {
  hello,
  welcome,
  subscribe,
  subscribed,
  unsubscribe,
  schema,
  snapshot,
  delta,
  reset,
  metrics,
  event,
  samples,
  gradient,
  result,
  predict,
  prediction,
  credit,
  control,
  reply,
  refresh,
  ping,
  pong,
  drain,
  error,
  runs,
  dropped,
  predictions,
};
