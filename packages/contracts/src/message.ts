import { z } from 'zod'
import { jsonReaderOf, type JsonReader } from './json-reader.ts'
import { doubt, messageCopierOf } from './message-copier.ts'

/**
 * A command or event as it crosses a border: its literal type, its version and the schema of its
 * data. The kernel's `MessageSpec` is satisfied structurally; contracts import nothing but zod.
 */
export type Spec<Type extends string = string, Schema extends z.ZodType = z.ZodType> = {
  readonly type: Type
  readonly version: number
  readonly schema: Schema
  readonly parse: (data: unknown) => z.output<Schema>
  /** A short cut past `parse` for what was just read as JSON. */
  readonly fromJson: JsonReader
  /** `upcast[v]` turns data of version v into data of version v + 1. */
  readonly upcast?: Readonly<Record<number, (data: never) => unknown>>
}

/** Declares a message. Raising `version` demands an upcast from every older one and a kept sample. */
export const message = <const Type extends string, Schema extends z.ZodType>(
  type: Type,
  schema: Schema,
  options: { readonly version?: number; readonly upcast?: Spec['upcast'] } = {},
): Spec<Type, Schema> => {
  const copyOf = messageCopierOf(schema)
  return {
    type,
    version: options.version ?? 1,
    schema,
    parse: (data) => {
      const copy = copyOf(data)
      return copy === doubt ? schema.parse(data) : copy as z.output<Schema>
    },
    fromJson: jsonReaderOf(schema),
    ...(options.upcast ? { upcast: options.upcast } : {}),
  }
}

/** The message a spec describes: `{ type, data }`. */
export type MessageOf<S> = S extends Spec<infer Type, infer Schema>
  ? { readonly type: Type; readonly data: z.output<Schema> }
  : never

/** The union of the messages of a record of specs. */
export type MessagesOf<Specs> = { [Key in keyof Specs]: MessageOf<Specs[Key]> }[keyof Specs]

/** A command as its decider sees it: the message with the id, time and actor of its envelope. */
export type CommandOf<Specs> = MessagesOf<Specs> & {
  readonly id: string
  readonly atMs: number
  readonly actor: string
}
