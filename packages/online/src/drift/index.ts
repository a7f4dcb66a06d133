export type { DriftDetector } from './drift-detector.ts';
export { type Adwin, adwin, type AdwinOptions } from './adwin.ts';
export { ddm, type DdmOptions } from './ddm.ts';
export { kswin, type KswinOptions } from './kswin.ts';
export { pageHinkley, type PageHinkleyOptions } from './page-hinkley.ts';
