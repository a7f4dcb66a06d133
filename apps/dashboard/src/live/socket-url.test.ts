import { expect, it } from 'vitest';
import { socketUrl } from './socket-url.ts';

it.each([
  ['http://127.0.0.1:7410/', 'ws://127.0.0.1:7410/ws'],
  ['http://127.0.0.1:7410/index.html#cake', 'ws://127.0.0.1:7410/ws'],
  ['https://lab.example/live/', 'wss://lab.example/live/ws'],
])('%s is served beside %s', (page, socket) => expect(socketUrl(page)).toBe(socket));
