export * from '@rxgrad/sources';
