import { assertThat } from './assert.ts'

/**
 * Canonical JSON of everything that is stored or sent. A bigint may stand only in a field whose name
 * ends with `Micro` or `Minor` (units last), or `_micro` and `_minor` as columns are named; there it
 * is a decimal string. The name decides, not the
 * look of the value, so no text of a stranger can turn into a number.
 */
const isAmountField = (key: string): boolean =>
  key.endsWith('Micro') || key.endsWith('Minor') || key.endsWith('_micro') || key.endsWith('_minor')

const replacer = (key: string, value: unknown): unknown => {
  if (typeof value !== 'bigint') return value
  assertThat(isAmountField(key), `bigint in field "${key}", whose name does not end with Micro or Minor`)
  return value.toString()
}

/** Encodes to JSON text; throws on a bigint in a field not named for it. */
export const encode = (value: unknown): string => JSON.stringify(value, replacer)

const revive = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) value[index] = revive(value[index])
    return value
  }
  const record = value as Record<string, unknown>
  for (const key of Object.keys(record)) {
    const field = record[key]
    if (typeof field === 'string') {
      if (isAmountField(key) && /^-?\d{1,60}$/.test(field)) record[key] = BigInt(field)
    } else if (typeof field === 'object' && field !== null) record[key] = revive(field)
  }
  return value
}

/** Decodes what `encode` wrote. Throws SyntaxError on text that is not JSON. */
export const decode = <T = unknown>(text: string): T => revive(JSON.parse(text)) as T
