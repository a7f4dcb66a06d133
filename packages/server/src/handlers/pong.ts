import type { Handler } from './handler.ts';

/** A sign of life like any other byte: the heartbeat has counted it. */
export const pong: Handler<'pong'> = {
  needs: 'viewer',
  cost: 1,
  handle() {},
};
