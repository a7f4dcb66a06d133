/** What stands in a row's column. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | Date
  | null
  | Uint8Array
  | readonly Value[]
  | { readonly [key: string]: Value };

/** One row of outside data: its values by the names of their columns. */
export interface Row {
  readonly [column: string]: Value;
}
