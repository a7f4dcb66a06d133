const REDACTED = '[redacted]';
/** Shorter ones would blot out half of every text, and protect nothing. */
const SHORTEST = 4;

/** Blots out every occurrence of the secrets: what others wrote may hold one that we were told. */
export function scrub(text: string, secrets: Iterable<string | undefined>): string {
  let scrubbed = text;
  for (const secret of secrets) {
    if (secret !== undefined && secret.length >= SHORTEST) {
      scrubbed = scrubbed.replaceAll(secret, REDACTED);
    }
  }
  return scrubbed;
}

/** An error as logs may show it: its name, and its message without the secrets; no stack, no cause. */
export function scrubbedError(
  error: unknown,
  secrets: Iterable<string | undefined>,
): { readonly type: string; readonly message: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error was thrown' };
  return { type: error.name, message: scrub(error.message, secrets) };
}
