export * from '@rxgrad/model';
export * from '@rxgrad/online';
export * from '@rxgrad/stream';
