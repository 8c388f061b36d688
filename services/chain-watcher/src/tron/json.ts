import { NodeFault } from '../chain/node.ts'

/** An integer beyond 2^53 was met, which the quick parser has rounded. */
class RoundedInteger extends Error {
  override readonly name = 'RoundedInteger'
}

export type Json = { readonly [key: string]: unknown }

/**
 * Nodes write int64 as JSON numbers. The quick parser rounds those above 2^53, always to one that is
 * above it as well, so that reading one is noticed: then the text is parsed again, slowly and exactly.
 */
export const readJson = <T>(text: string, read: (json: unknown) => T): T => {
  try {
    return read(JSON.parse(text))
  } catch (error) {
    if (error instanceof RoundedInteger) return read(parseExactly(text))
    if (error instanceof SyntaxError) throw new NodeFault('unavailable', `not JSON: ${text.slice(0, 80)}`)
    throw error
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

const exact: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
    ? BigInt(source ?? '')
    : value

const parseExactly = (text: string): unknown => JSON.parse(text, exact as (key: string, value: unknown) => unknown)

const malformed = (what: string): NodeFault => new NodeFault('malformed', what)

export const record = (value: unknown, what: string): Json => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(`${what} is no object`)
  return value as Json
}

/** Nodes leave out what is empty. */
export const list = (value: unknown, what: string): readonly unknown[] => {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw malformed(`${what} is no list`)
  return value
}

/** An int64, exact. Left out means 0. Newer nodes write it as text when asked to. */
export const int64 = (value: unknown, what: string): bigint => {
  if (value === undefined) return 0n
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RoundedInteger(what)
    return BigInt(value)
  }
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value)
  throw malformed(`${what} is no integer`)
}

/** A count, a number of a block, a time: never near 2^53. */
export const integer = (value: unknown, what: string): number => {
  const exactly = int64(value, what)
  const number = Number(exactly)
  if (!Number.isSafeInteger(number) || number < 0) throw malformed(`${what} is ${exactly}`)
  return number
}

const hexDigits = /^[0-9a-f]*$/

export const hex = (value: unknown, what: string, digits?: number): string => {
  if (typeof value !== 'string' || !hexDigits.test(value)) throw malformed(`${what} is no hex`)
  if (digits !== undefined && value.length !== digits) throw malformed(`${what} has ${value.length} digits`)
  return value
}
