import type { AnyField, FieldsOf } from './field.ts';

/** Who may send a frame. */
export type Sender = 'client' | 'server' | 'both';

/** All there is to know about one frame: its number, who sends it, its fields in wire order. */
export interface FrameSpec<T extends { readonly op: string } = { readonly op: string }> {
  readonly op: T['op'];
  readonly code: number;
  readonly from: Sender;
  readonly fields: FieldsOf<T>;
}

/** A frame's fields, with their types forgotten. */
export function fieldsOf(spec: { readonly fields: unknown }): Readonly<Record<string, AnyField>> {
  return spec.fields as Readonly<Record<string, AnyField>>;
}
