/** WebSocket close codes of the protocol: 44xx may be retried, 45xx are final. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  invalidPayload: 1007,
  policy: 1008,
  tooBig: 1009,
  internal: 1011,
  restart: 1012,
  tryLater: 1013,
  helloTimeout: 4408,
  rate: 4429,
  slow: 4430,
  gap: 4431,
  malformed: 4500,
  unauthenticated: 4501,
  forbidden: 4503,
  version: 4506,
  duplicate: 4509,
  schema: 4522,
} as const;

/** Whether a client must not reconnect after this close code. */
export function isTerminal(code: number): boolean {
  return code >= 4500 && code <= 4599;
}
