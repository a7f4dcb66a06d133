export { type Clock, systemClock } from './clock.ts';
export type { Fate, Inbox } from './inbox.ts';
export type { Progress, Rejection, Run, RunEnd, RunEvent } from './run.ts';
