import type { z } from 'zod'
import { boundsOf, checksOf, defOf, numberCheck, textCheck, type Check, type Def } from './json-leaves.ts'

/** What a copier says where it is not sure; it tells nothing of the value. */
export const doubt = Symbol('doubt')

/**
 * A copy of a value just as the schema makes it, or `doubt`. What a copier was not taught, it asks
 * the schema; so a copy is never of what the schema would refuse.
 */
export type Copier = (value: unknown) => unknown

/** A leaf is taken as it is or not at all; what holds others is copied. */
type Node = { readonly check: Check; readonly copy?: never } | { readonly copy: Copier; readonly check?: never }

const asked = (schema: z.core.$ZodType): Node => {
  const { safeParse } = schema as z.ZodType
  return {
    copy: (value) => {
      const result = safeParse(value)
      return result.success ? result.data : doubt
    },
  }
}

const copierOf = (schema: z.core.$ZodType): Copier => {
  const { check, copy } = nodeOf(schema)
  return copy ?? ((value) => (check(value) ? value : doubt))
}

const bigintNode = (schema: z.core.$ZodType, def: Def): Node => {
  const bounds = 'check' in def ? undefined : boundsOf<bigint>(def)
  if (!bounds) return asked(schema)
  const { least, most } = bounds
  return {
    check: (value) => typeof value === 'bigint'
      && (least === undefined || value >= least) && (most === undefined || value <= most),
  }
}

const arrayNode = (schema: z.core.$ZodType, def: Def): Node => {
  let [least, most] = [0, Infinity]
  for (const rule of checksOf(def)) {
    if (rule.check === 'min_length') least = Math.max(least, rule['minimum'] as number)
    else if (rule.check === 'max_length') most = Math.min(most, rule['maximum'] as number)
    else return asked(schema)
  }
  const copy = copierOf(def['element'] as z.core.$ZodType)
  return {
    copy: (values) => {
      if (!Array.isArray(values) || values.length < least || values.length > most) return doubt
      const copies: unknown[] = []
      for (let index = 0; index < values.length; index += 1) {
        const item = copy(values[index])
        if (item === doubt) return doubt
        copies.push(item)
      }
      return copies
    },
  }
}

type Field = Node & { readonly key: string; readonly isOptional: boolean }

/** Where an optional field is not there, nothing is; one that would be filled in is left to the schema. */
const fieldOf = (key: string, schema: z.core.$ZodType): Field => {
  const def = defOf(schema)
  const inner = def.type === 'optional' ? def['innerType'] as z.core.$ZodType : undefined
  const { optin, optout } = schema._zod
  const isOptional = inner !== undefined && inner._zod.optin === undefined
    && optin === 'optional' && optout === 'optional' && checksOf(def).length === 0
  return { key, isOptional, ...nodeOf(isOptional ? inner : schema) }
}

/** Fields in the order of the schema; others are left out, as the schema leaves them out. */
const objectNode = (schema: z.core.$ZodType, def: Def): Node => {
  const shape = def['shape'] as Readonly<Record<string, z.core.$ZodType>>
  const isPlain = def['catchall'] === undefined && checksOf(def).length === 0
    && Reflect.ownKeys(shape).every((key) => typeof key === 'string' && key !== '__proto__')
  if (!isPlain) return asked(schema)
  const fields = Object.entries(shape).map(([key, field]) => fieldOf(key, field))
  return { copy: (value) => copyOfFields(value, fields) }
}

const copyOfFields = (value: unknown, fields: readonly Field[]): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return doubt
  const record = value as Readonly<Record<string, unknown>>
  const copied: Record<string, unknown> = {}
  for (let at = 0; at < fields.length; at += 1) {
    const { key, isOptional, check, copy } = fields[at] as Field
    const field = record[key]
    if (field === undefined) {
      // A field that is there without a value is another thing than one that is not there.
      if (!isOptional || key in record) return doubt
    } else if (check) {
      if (!check(field)) return doubt
      copied[key] = field
    } else {
      const made = copy(field)
      if (made === doubt) return doubt
      copied[key] = made
    }
  }
  return copied
}

/** Of options told apart by one field; others are tried one after the other, by the schema. */
const unionNode = (schema: z.core.$ZodType, def: Def): Node => {
  const discriminator = def['discriminator'] as string | undefined
  if (discriminator === undefined || checksOf(def).length > 0) return asked(schema)
  const byValue = new Map<unknown, Copier>()
  for (const option of def['options'] as readonly z.core.$ZodType[]) {
    const copy = copierOf(option)
    for (const value of option._zod.propValues?.[discriminator] ?? []) byValue.set(value, copy)
  }
  return {
    copy: (value) => {
      if (typeof value !== 'object' || value === null) return doubt
      const kind = (value as Readonly<Record<string, unknown>>)[discriminator]
      const copy = kind === undefined ? undefined : byValue.get(kind)
      return copy ? copy(value) : doubt
    },
  }
}

const nullableNode = (schema: z.core.$ZodType, def: Def): Node => {
  if (checksOf(def).length > 0) return asked(schema)
  const { check, copy } = nodeOf(def['innerType'] as z.core.$ZodType)
  return check
    ? { check: (value) => value === null || check(value) }
    : { copy: (value) => (value === null ? null : copy(value)) }
}

const valuesNode = (schema: z.core.$ZodType, def: Def): Node => {
  const { values } = schema._zod
  return values === undefined || checksOf(def).length > 0
    ? asked(schema)
    : { check: (value) => values.has(value as z.core.util.Primitive) }
}

const nodeOf = (schema: z.core.$ZodType): Node => {
  const def = defOf(schema)
  if (def['coerce'] === true) return asked(schema)
  switch (def.type) {
    case 'string': {
      const check = textCheck(schema, def)
      return check ? { check } : asked(schema)
    }
    case 'number':
      return { check: numberCheck(schema, def) }
    case 'boolean':
      return checksOf(def).length > 0 ? asked(schema) : { check: (value) => typeof value === 'boolean' }
    case 'enum':
    case 'literal':
      return valuesNode(schema, def)
    case 'bigint':
      return bigintNode(schema, def)
    case 'array':
      return arrayNode(schema, def)
    case 'object':
      return objectNode(schema, def)
    case 'union':
      return unionNode(schema, def)
    case 'nullable':
      return nullableNode(schema, def)
    default:
      return asked(schema)
  }
}

/** The copier of a schema, made when it is first used. */
export const messageCopierOf = (schema: z.core.$ZodType): Copier => {
  let copy: Copier | undefined
  return (value) => (copy ??= copierOf(schema))(value)
}
