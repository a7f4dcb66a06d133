/** What a client may do; each role may also do what the ones before it may. */
export type Role = 'viewer' | 'feeder' | 'trainer' | 'operator';

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, feeder: 1, trainer: 2, operator: 3 };

/** Whether `role` may do what takes at least `needed`. */
export function may(role: Role, needed: Role): boolean {
  return RANKS[role] >= RANKS[needed];
}
