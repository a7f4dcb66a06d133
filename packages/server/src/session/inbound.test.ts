import { ManualClock } from '@rxgrad/testkit';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { limitsOf } from '../limits.ts';
import { Inbound } from './inbound.ts';

function fakeSocket() {
  const socket = { reading: true };
  const pause = () => (socket.reading = false);
  const resume = () => (socket.reading = true);
  return { socket, ws: { pause, resume } as unknown as WebSocket };
}

describe('a socket', () => {
  test('with too many frames under way rests until half of them are done', () => {
    const { socket, ws } = fakeSocket();
    const inbound = new Inbound(ws, new ManualClock(), limitsOf({ maxQueuedFrames: 4 }));
    const ends = [1, 2, 3, 4].map(() => inbound.begin(10));
    expect(socket.reading).toBe(false);
    ends[0]?.();
    expect(socket.reading).toBe(false);
    ends[1]?.();
    expect(socket.reading).toBe(true);
  });

  test('with too many bytes under way rests', () => {
    const { socket, ws } = fakeSocket();
    const inbound = new Inbound(ws, new ManualClock(), limitsOf({ maxQueuedBytes: 100 }));
    const end = inbound.begin(100);
    expect([socket.reading, inbound.paused]).toEqual([false, true]);
    end();
    expect([socket.reading, inbound.paused]).toEqual([true, false]);
  });

  test('that is too fast rests until its debt is paid, and is cut if it goes on', () => {
    const { socket, ws } = fakeSocket();
    const clock = new ManualClock();
    const limits = limitsOf({ frameRate: 10, frameBurst: 1, maxFlood: 1_000 });
    const inbound = new Inbound(ws, clock, limits);
    inbound.charge(1);
    expect(socket.reading).toBe(true);
    inbound.charge(1);
    expect(socket.reading).toBe(false);
    clock.advance(100);
    expect(socket.reading).toBe(true);
    for (let i = 0; i < 9; i += 1) {
      inbound.charge(1);
      inbound.charge(1);
      clock.advance(100);
    }
    expect(inbound.flooding).toBe(true);
    clock.advance(10_000);
    inbound.charge(1);
    expect(inbound.flooding).toBe(false);
  });
});
