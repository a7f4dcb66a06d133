export { freePort } from './free-port.ts';
export { ManualClock } from './manual-clock.ts';
