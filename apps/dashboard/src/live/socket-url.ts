/** The WebSocket of the server that served the page, also below a path: `http://host/a/` → `ws://host/a/ws`. */
export function socketUrl(page: string): string {
  const url = new URL('ws', page);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
