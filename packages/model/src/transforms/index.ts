export { clipNorm } from './clip-norm.ts';
export { clipValue } from './clip-value.ts';
export { freeze } from './freeze.ts';
export { l1 } from './l1.ts';
export { l2 } from './l2.ts';
export { weightDecay } from './weight-decay.ts';
