import { describe, expect, it } from 'vitest';
import { describeConnection } from './connection.ts';

const open = { state: 'open', lag: 0.84, silence: 40, running: true } as const;

describe('describeConnection', () => {
  it('calls an open line with data good, and tells its lag', () => {
    expect(describeConnection(open)).toEqual({ tone: 'good', word: 'open', detail: 'lag 0.8 ms' });
    expect(describeConnection({ ...open, lag: Number.NaN }).detail).toBe('');
  });

  it('does not call a silent line good, unless the run has ended', () => {
    const silent = { ...open, silence: 4200 };
    expect(describeConnection(silent)).toMatchObject({
      tone: 'waiting',
      detail: 'silent for 4.2 s',
    });
    expect(describeConnection({ ...silent, running: false }).tone).toBe('good');
  });

  it('tells the age of what is shown while the server is away', () => {
    const away = { ...open, state: 'reconnecting', silence: 12_000 } as const;
    expect(describeConnection(away)).toEqual({
      tone: 'waiting',
      word: 'reconnecting',
      detail: 'numbers are 12 s old',
    });
    expect(describeConnection({ ...away, state: 'closed' }).tone).toBe('bad');
    expect(describeConnection({ ...away, state: 'connecting' }).detail).toBe('');
  });
});
