import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { examples } from '@rxgrad/examples';
import { findChromium, launchChromium } from '@rxgrad/testkit/chromium';
import type { Browser, Page } from 'playwright-core';
import type { Run } from 'rxgrad';
import { type Server, serve } from 'rxgrad/server';
import { BehaviorSubject } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PageWatch } from './page-watch.ts';

const DIST = fileURLToPath(new URL('../../apps/dashboard/dist', import.meta.url));
const PATIENCE = { timeout: 15_000, interval: 50 };

const chromium = findChromium();
if (chromium === undefined) {
  console.info('dashboard: skipped, no Chromium here (install one, or set CHROMIUM_PATH)');
}

describe.skipIf(chromium === undefined)('the dashboard, in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let watch: PageWatch;
  let server: Server;
  let run: Run;
  let rate$: BehaviorSubject<number>;

  beforeAll(async () => {
    if (!existsSync(DIST)) throw new Error(`${DIST} is missing: run "pnpm build"`);
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    await open(0);
    page = await browser.newPage();
    watch = new PageWatch(page);
    await page.goto(server.url);
  });
  afterEach(async () => {
    await page.close();
    await close();
  });

  async function open(port: number): Promise<void> {
    rate$ = new BehaviorSubject(20);
    const options = { seed: 3, rate: rate$, limit: undefined, live: true };
    ({ run } = examples.cake.start(options));
    server = await serve({ port, runs: [run], page: DIST });
  }

  async function close(): Promise<void> {
    run.stop();
    await server.close();
  }

  const text = (id: string) => page.getByTestId(id).innerText();
  const number = async (id: string) =>
    Number((await text(id)).replaceAll(',', '').replace('−', '-').replace(' k', 'e3'));
  /** Until the page has shown where the run stands at first, it goes slowly; then it hurries. */
  async function hurry(): Promise<void> {
    await expect.poll(() => number('samples-value'), PATIENCE).toBeGreaterThan(0);
    rate$.next(2500);
  }

  it('shows the loss fall and the weights settle where the judge has them', async () => {
    await expect.poll(() => number('loss-value'), PATIENCE).toBeGreaterThan(0);
    await hurry();
    await expect.poll(() => number('samples-value'), PATIENCE).toBeGreaterThan(8000);
    const curve = page.getByRole('img', { name: 'Loss over samples' });
    const [from = 0, to = 0] = [
      ...((await curve.getAttribute('aria-label')) ?? '').matchAll(/\d\.\d+/g),
    ].map(Number);
    expect(to).toBeLessThan(from / 3);
    expect(await number('loss-value')).toBeLessThan(from / 3);
    for (const [name, weight] of [
      ['taste', 0.6],
      ['look', 0.3],
      ['smell', 0.1],
    ] as const) {
      const off = async () => Math.abs((await number(`weight-value-${name}`)) - weight);
      await expect.poll(off, PATIENCE).toBeLessThan(0.02);
    }
    await expect
      .poll(() => page.getByTestId('sentence').textContent(), PATIENCE)
      .toMatch(/^0\.(59|60|61)·taste \+ 0\.(29|30|31)·look \+ 0\.(09|10|11)·smell [+−] 0\.0\d$/);
    expect(await number('throughput-value')).toBeGreaterThan(500);
    expect(await text('rejected-value')).toBe('0');
    expect(watch.errors).toEqual([]);
    expect(watch.strangers(server.url)).toEqual([]);
  });

  it('is honest about the line when the server goes away and comes back', async () => {
    await expect.poll(() => text('connection-state'), PATIENCE).toBe('open');
    await expect.poll(() => text('connection-detail'), PATIENCE).toMatch(/^lag \d/);
    await hurry();
    await expect.poll(() => number('samples-value'), PATIENCE).toBeGreaterThan(4000);

    const { port } = server;
    await close();
    await expect.poll(() => text('connection-state'), PATIENCE).toBe('reconnecting');
    await expect.poll(() => text('connection-detail'), PATIENCE).toMatch(/^numbers are .* old$/);
    const status = page.getByRole('status');
    await expect.poll(() => status.textContent()).toContain('Connection reconnecting.');
    const before = await number('samples-value');
    await expect.poll(() => text('throughput-value'), PATIENCE).toBe('–');

    await open(port);
    await expect.poll(() => text('connection-state'), PATIENCE).toBe('open');
    await expect.poll(() => number('samples-value'), PATIENCE).toBeLessThan(before);
    await hurry();
    const anew = await number('samples-value');
    await expect.poll(() => number('samples-value'), PATIENCE).toBeGreaterThan(anew);
    expect(watch.errors.filter((error) => !/ERR_CONNECTION_REFUSED/.test(error))).toEqual([]);
    expect(watch.strangers(server.url)).toEqual([]);
  });

  it('serves a keyboard and a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await hurry();
    const log = page.getByRole('button', { name: 'Log scale' });
    await log.focus();
    await page.keyboard.press('Enter');
    expect(await log.getAttribute('aria-pressed')).toBe('true');

    await page.getByTestId('freeze').focus();
    await page.keyboard.press('Space');
    const frozen = await number('samples-value');
    await expect.poll(() => run.progress().samples, PATIENCE).toBeGreaterThan(frozen + 1000);
    expect(await number('samples-value')).toBe(frozen);

    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    expect(watch.errors).toEqual([]);
  });
});
