import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { PageError } from '../errors.ts';
import type { Route } from './route.ts';

/** Vite puts a hash of the content into these names: they never change. */
const HASHED = /-[\w-]{8,}\.\w+$/;

/**
 * Serves a built page from a folder: real 404s, right types, ETags; hashed files are kept for a
 * year, all others asked about each time. Files are looked up when asked for, so that a page built
 * anew is served at once and one that is gone is a 404.
 */
export function page(folder: string): Route {
  if (!existsSync(join(folder, 'index.html'))) throw new PageError(folder);
  const serveFile = sirv(folder, {
    dev: true,
    etag: true,
    setHeaders: (response, pathname) => response.setHeader('Cache-Control', cacheControl(pathname)),
  });
  return (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (hidden(request.url ?? '/')) return next();
    // sirv trusts ranges; files of a page are small enough to be sent whole.
    delete request.headers.range;
    serveFile(request, response, next);
  };
}

function cacheControl(pathname: string): string {
  return HASHED.test(pathname) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Dotfiles are nobody's business. */
function hidden(url: string): boolean {
  return /(^|\/|%2f)(\.|%2e)/i.test(url);
}
