export type { HostFunction, HostMemory } from './host-function.ts';
export { Machine, type Section } from './machine.ts';
export { type Operation, type OperationName, type Operands, operations } from './operations.ts';
export { Program } from './program.ts';
export { StaleKernelsError } from './stale-kernels-error.ts';
