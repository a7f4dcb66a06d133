import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser that keeps to itself: no first-run pages, no updates, no requests of its own. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `CI=true` and no browser: there, a skipped browser test would be a test that nobody runs. */
export class MissingBrowserError extends Error {
  override readonly name = 'MissingBrowserError';
}

/**
 * The path of an installed Chromium: `CHROMIUM_PATH`, else the usual places; undefined where none is.
 *
 * @throws MissingBrowserError where none is and `CI` is `true`, or where `CHROMIUM_PATH` leads nowhere
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new MissingBrowserError(`CHROMIUM_PATH is ${named}, which is no executable file`);
  }
  const found = USUAL_PLACES.find(isExecutable);
  if (found === undefined && environment['CI'] === 'true') {
    throw new MissingBrowserError(
      'browser tests need Chromium: install it (apt-get install chromium) or set CHROMIUM_PATH',
    );
  }
  return found;
}

/** Starts the browser at `path`; the caller closes it. */
export function launchChromium(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: FLAGS });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
