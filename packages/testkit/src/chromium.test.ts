import { describe, expect, it } from 'vitest';
import { MissingBrowserError, findChromium } from './chromium.ts';

describe('findChromium', () => {
  it('takes the one it is told', () => {
    expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  });

  it('does not look elsewhere when that one is missing', () => {
    expect(() => findChromium({ CHROMIUM_PATH: '/nowhere/chromium' })).toThrow(MissingBrowserError);
  });
});
