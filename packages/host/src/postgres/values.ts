import { assertThat, decode, encode, type ColumnType } from '@stablegate/kernel'
import type { KyselyPlugin } from 'kysely'
import pg from 'pg'

const oids = { int8: 20, json: 114, jsonb: 3802 } as const

/** int8 arrives as bigint and JSON by the kernel's codec, so that no amount loses a digit. */
export const exactTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === oids.int8) return BigInt
    if (oid === oids.json || oid === oids.jsonb) return decode
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/** Amounts carry their unit last; the name of a column decides that it is a bigint. */
export const isAmountColumn = (name: string): boolean => /(_micro|_minor|Micro|Minor)$/.test(name)

export const toSafeNumber = (value: bigint | string, name: string): number => {
  const number = Number(value)
  assertThat(Number.isSafeInteger(number), `${name} holds ${value}, beyond the safe integers`)
  return number
}

const byName = (name: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return isAmountColumn(name) ? value : toSafeNumber(value, name)
  // sum(bigint) is numeric in Postgres and arrives as text.
  if (typeof value === 'string' && isAmountColumn(name) && /^-?\d+$/.test(value)) return BigInt(value)
  return value
}

/** Gives rows as views declare them: amounts as bigint, every other int8 as number. */
export const amountsByName: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => {
    for (const row of result.rows) {
      for (const name of Object.keys(row)) row[name] = byName(name, row[name])
    }
    return result
  },
}

/** Text of a column, as Postgres sends it, to the value a view's row holds. */
export const fromText = (type: ColumnType, name: string): (text: string) => unknown => {
  switch (type) {
    case 'text': return (text) => text
    case 'bigint': return isAmountColumn(name) ? BigInt : (text) => toSafeNumber(text, name)
    case 'numeric': return isAmountColumn(name) ? BigInt : (text) => text
    case 'integer':
    case 'double precision': return Number
    case 'boolean': return (text) => text === 't'
    case 'jsonb': return decode
  }
}

// Postgres keeps no NUL in text and neither NUL nor half a surrogate pair in jsonb. A stranger's
// text with one must not stop a view for ever, so it becomes the replacement character.
const replacement = '\uFFFD'
export const storableText = (text: string): string => text.includes('\0') ? text.replaceAll('\0', replacement) : text

const storable = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value.toWellFormed())
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [storable(key), storable(field)]))
}

const jsonText = (value: unknown): string => {
  const text = encode(value)
  return /\\u(0000|d[89a-f])/i.test(text) ? encode(storable(value)) : text
}

const quoted = (text: string): string =>
  text.includes('"') || text.includes('\\')
    ? `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
    : `"${text}"`

const element = (type: ColumnType, value: unknown): string => {
  if (value === null || value === undefined) return 'NULL'
  switch (type) {
    case 'text': return quoted(storableText(String(value)))
    case 'jsonb': return quoted(jsonText(value))
    default: return String(value)
  }
}

/** An array literal of one column's values, so that a batch of rows is a few parameters. */
export const columnLiteral = (type: ColumnType, values: readonly unknown[]): string => {
  let literal = '{'
  for (let index = 0; index < values.length; index += 1) {
    literal += index === 0 ? element(type, values[index]) : `,${element(type, values[index])}`
  }
  return `${literal}}`
}
