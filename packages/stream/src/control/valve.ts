/** A source of a run that can be held back without losing anything. */
export interface Valve {
  /** Nothing more comes, not even the rest of what is being pushed. */
  hold(): void;
  /** Goes on where it was held. */
  release(): void;
}
