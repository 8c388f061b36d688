import type { z } from 'zod'
import {
  amountOf, checksOf, defOf, numberCheck, readAmount, textCheck, type Amount, type Check, type Def,
} from './json-leaves.ts'

/**
 * Turns freshly parsed JSON into a message's data, in place: amounts become bigints and nothing
 * else changes. True only where that is, to the order of its fields, what the schema makes of the
 * decoded text; false says nothing, and the value is of no use any more.
 */
export type JsonReader = (json: unknown) => boolean

type Field = {
  readonly key: string
  readonly isOptional: boolean
  /** Set where the field is an amount. */
  readonly amount: Amount | undefined
  readonly check: Check
}

/** The rule of the codec that writes and reads the text: an amount is one by the name of its field. */
const amountName = /(Micro|_micro|Minor|_minor)$/
const arrayCheck = (def: Def): Check | undefined => {
  const check = checkOf(def['element'] as z.core.$ZodType)
  let [least, most] = [0, Infinity]
  for (const rule of checksOf(def)) {
    if (rule.check === 'min_length') least = rule['minimum'] as number
    else if (rule.check === 'max_length') most = rule['maximum'] as number
    else return undefined
  }
  return check && ((value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return false
    for (let index = 0; index < value.length; index += 1) if (!check(value[index])) return false
    return true
  })
}

const never: Check = () => false

/** Undefined where a field is of a kind that is not read here. */
const fieldOf = (key: string, schema: z.core.$ZodType): Field | undefined => {
  const def = defOf(schema)
  const isOptional = def.type === 'optional'
  const inner = isOptional ? def['innerType'] as z.core.$ZodType : schema
  // What is called an amount is one: no other text is turned into a number by its looks.
  if (amountName.test(key)) {
    const amount = amountOf(inner)
    return amount && { key, isOptional, amount, check: never }
  }
  const check = checkOf(inner)
  return check && { key, isOptional, amount: undefined, check }
}

/** Fields in the order of the schema, in which a schema gives them back, and no others. */
const objectCheck = (def: Def): Check | undefined => {
  const shape = def['shape'] as Readonly<Record<string, z.core.$ZodType>>
  const known = Object.entries(shape).map(([key, schema]) => fieldOf(key, schema))
  if (checksOf(def).length > 0 || known.includes(undefined)) return undefined
  const fields = known as readonly Field[]
  const count = fields.length
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const record = value as Record<string, unknown>
    let at = 0
    for (const key in record) {
      let field = fields[at]
      while (field && field.key !== key && field.isOptional) field = fields[at += 1]
      if (!field || field.key !== key) return false
      at += 1
      if (!field.amount) {
        if (!field.check(record[key])) return false
        continue
      }
      const amount = readAmount(record[key], field.amount)
      if (amount === undefined) return false
      record[key] = amount
    }
    for (; at < count; at += 1) if (fields[at]?.isOptional !== true) return false
    return true
  }
}

/** A record's keys are its own, so a key that is called like an amount is not read here. */
const recordCheck = (def: Def): Check | undefined => {
  const keyType = def['keyType'] as z.core.$ZodType
  const key = checkOf(keyType)
  const value = checkOf(def['valueType'] as z.core.$ZodType)
  const isOpen = defOf(keyType).type === 'string' || def['partial'] === true
  if (!isOpen || 'mode' in def || !key || !value) return undefined
  return (record) => {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return false
    for (const name in record) {
      if (name === '__proto__' || amountName.test(name) || !key(name)) return false
      if (!value((record as Readonly<Record<string, unknown>>)[name])) return false
    }
    return true
  }
}

const plain = new Set(['string', 'number', 'boolean', 'enum', 'literal'])
const demanded = new Set([...plain, 'bigint', 'object', 'array'])

/** Whether what is read as the later one cannot be the earlier one as well. */
const areApart = (earlier: z.core.$ZodType, later: z.core.$ZodType): boolean => {
  const [left, right] = [defOf(earlier), defOf(later)]
  if (plain.has(left.type)) return true
  if (left.type !== 'object' || right.type !== 'object') return false
  const others = right['shape'] as object
  return Object.entries(left['shape'] as Readonly<Record<string, z.core.$ZodType>>)
    .some(([key, schema]) => demanded.has(defOf(schema).type) && !(key in others))
}

/** Told apart by one field; others only where no value that is read as one could be an earlier one. */
const unionCheck = (def: Def): Check | undefined => {
  const options = def['options'] as readonly z.core.$ZodType[]
  const checks = options.map(checkOf)
  if (checks.includes(undefined)) return undefined
  const discriminator = def['discriminator'] as string | undefined
  if (discriminator === undefined) {
    const apart = options.every((later, index) =>
      options.slice(0, index).every((earlier) => areApart(earlier, later)))
    return apart ? (value) => checks.some((check) => check?.(value)) : undefined
  }
  const byValue = new Map<unknown, Check | undefined>()
  for (const [index, option] of options.entries()) {
    for (const value of option._zod.propValues?.[discriminator] ?? []) byValue.set(value, checks[index])
  }
  return (value) => {
    if (typeof value !== 'object' || value === null) return false
    return byValue.get((value as Readonly<Record<string, unknown>>)[discriminator])?.(value) === true
  }
}

const checkOf = (schema: z.core.$ZodType): Check | undefined => {
  const def = defOf(schema)
  switch (def.type) {
    case 'string':
      return textCheck(schema, def)
    case 'number':
      return numberCheck(schema, def)
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'enum':
    case 'literal': {
      const { values } = schema._zod
      return values && ((value) => values.has(value as z.core.util.Primitive))
    }
    case 'array':
      return arrayCheck(def)
    case 'object':
      return objectCheck(def)
    case 'record':
      return recordCheck(def)
    case 'union':
      return unionCheck(def)
    case 'nullable': {
      const check = checkOf(def['innerType'] as z.core.$ZodType)
      return check && ((value) => value === null || check(value))
    }
    case 'default':
      return checkOf(def['innerType'] as z.core.$ZodType)
    default:
      return undefined
  }
}

/** The reader of a schema, made when it is first used. One that cannot be made reads nothing. */
export const jsonReaderOf = (schema: z.core.$ZodType): JsonReader => {
  let check: Check | undefined
  return (json) => {
    check ??= checkOf(schema) ?? never
    return check(json)
  }
}

/** Whether everything in a schema is of a kind that is read here. */
export const isReadable = (schema: z.core.$ZodType): boolean => checkOf(schema) !== undefined
