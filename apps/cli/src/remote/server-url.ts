import { UsageError } from '../usage-error.ts';

/**
 * The address of a server, without a slash at its end: `http://…` or `https://…`.
 *
 * @throws UsageError - when the text is no such address, or holds a secret
 */
export function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const protocol = url?.protocol.replace(/^ws/, 'http');
  if (url === undefined || (protocol !== 'http:' && protocol !== 'https:')) {
    throw new UsageError(`"${text}" is no address of a server, such as http://127.0.0.1:7410`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new UsageError('a token goes into a file or RXGRAD_TOKEN, never into the address');
  }
  const path = url.pathname.replace(/\/(?:ws)?$/, '');
  return `${protocol}//${url.host}${path}`;
}
