export type { Schedule } from './schedule.ts';
export { constant } from './constant.ts';
export { cosine } from './cosine.ts';
export { exponential } from './exponential.ts';
export { inverseScaling } from './inverse-scaling.ts';
export { step } from './step.ts';
export { warmup } from './warmup.ts';
