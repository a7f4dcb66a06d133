import { encodings, VERSIONS, type Hello } from '@rxgrad/wire';

/** The first frame of a session. */
export function helloFrame(
  client: string,
  name: string | undefined,
  token: string | undefined,
  resume: string | undefined,
  maxFrame: number,
): Hello {
  return {
    op: 'hello',
    minVersion: VERSIONS.min,
    maxVersion: VERSIONS.max,
    name: name ?? 'rxgrad',
    client,
    encodings: Object.keys(encodings),
    maxFrame,
    ...(token === undefined ? {} : { token }),
    ...(resume === undefined ? {} : { resume }),
  };
}
