export * from '@rxgrad/client';
