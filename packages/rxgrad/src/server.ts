export * from '@rxgrad/server';
