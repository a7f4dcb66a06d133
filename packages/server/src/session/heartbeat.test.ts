import { describe, expect, test } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

describe('a peer', () => {
  test('that is silent is asked, then given up', () => {
    const heartbeat = new Heartbeat(10, 0);
    const verdicts = [5, 10, 15, 20, 25, 29, 30].map((now) => heartbeat.judge(now, 0, false));
    expect(verdicts).toEqual(['alive', 'ask', 'alive', 'ask', 'alive', 'alive', 'dead']);
  });

  test('lives by any byte', () => {
    const heartbeat = new Heartbeat(10, 0);
    for (let now = 9; now < 200; now += 9) expect(heartbeat.judge(now, now, false)).toBe('alive');
  });

  test('that is not read is not judged, but told that we live', () => {
    const heartbeat = new Heartbeat(10, 0);
    const verdicts = [10, 20, 30, 40, 50].map((now) => heartbeat.judge(now, 0, true));
    expect(verdicts).toEqual(['ask', 'ask', 'ask', 'ask', 'ask']);
    expect(heartbeat.judge(79, 0, false)).toBe('ask');
    expect(heartbeat.judge(80, 0, false)).toBe('dead');
  });
});
