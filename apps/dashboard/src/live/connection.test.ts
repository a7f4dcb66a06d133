import { describe, expect, it } from 'vitest';
import { describeConnection } from './connection.ts';

const open = { state: 'open', lag: 0.84, silence: 40, age: 40, running: true } as const;

describe('describeConnection', () => {
  it('calls an open line with data good, and tells its lag', () => {
    expect(describeConnection(open)).toEqual({ tone: 'good', word: 'open', detail: 'lag 0.8 ms' });
    expect(describeConnection({ ...open, lag: Number.NaN }).detail).toBe('');
  });

  it('does not call a line good on which nothing comes', () => {
    expect(describeConnection({ ...open, silence: 4200, age: 4200 })).toEqual({
      tone: 'waiting',
      word: 'open',
      detail: 'silent for 4.2 s',
    });
  });

  it('tells a run that rests from a line that is dead', () => {
    const resting = { ...open, age: 12_000 };
    expect(describeConnection(resting)).toMatchObject({
      tone: 'good',
      detail: 'lag 0.8 ms, run quiet for 12 s',
    });
    expect(describeConnection({ ...resting, running: false }).detail).toBe('lag 0.8 ms');
  });

  it('tells the age of what is shown while the server is away', () => {
    const away = { ...open, state: 'reconnecting', age: 12_000 } as const;
    expect(describeConnection(away)).toEqual({
      tone: 'waiting',
      word: 'reconnecting',
      detail: 'numbers are 12 s old',
    });
    expect(describeConnection({ ...away, state: 'closed' }).tone).toBe('bad');
    expect(describeConnection({ ...away, state: 'connecting' }).detail).toBe('');
  });
});
