import type { Hub } from '../hub/hub.ts';
import type { ServerMetrics } from '../observe/server-metrics.ts';
import type { ConnectionCaps } from '../upgrade/connection-caps.ts';
import type { Endpoint } from './endpoint.ts';
import { events } from './endpoints/events.ts';
import { health } from './endpoints/health.ts';
import { metrics } from './endpoints/metrics.ts';
import { openapi } from './endpoints/openapi.ts';
import { predict } from './endpoints/predict.ts';
import { ready } from './endpoints/ready.ts';
import { oneRun, runs } from './endpoints/runs.ts';
import { samples } from './endpoints/samples.ts';
import { weights } from './endpoints/weights.ts';

/** All that can be asked over HTTP; a new endpoint is one file and one line here. */
export function endpointsOf(
  hub: Hub,
  caps: ConnectionCaps,
  { registry }: ServerMetrics,
): Endpoint[] {
  const endpoints = [
    health(hub),
    ready(hub, caps),
    metrics(registry),
    runs(hub),
    oneRun(hub),
    predict(hub),
    weights(hub),
    events(hub, caps),
    samples(hub, caps),
  ];
  return [...endpoints, openapi(endpoints)];
}
