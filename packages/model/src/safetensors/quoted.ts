const MOST_SHOWN = 64;
const MOST_LISTED = 5;

/** A name from a file for a message: in quotes, control characters escaped, cut where it is endless. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > MOST_SHOWN ? `${name.slice(0, MOST_SHOWN)}…` : name);
}

/** The first few names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  const shown = names.slice(0, MOST_LISTED).map(quoted).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
