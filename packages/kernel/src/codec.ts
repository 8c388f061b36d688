import { assertThat } from './assert.ts'

/**
 * Canonical JSON of everything that is stored or sent. A bigint may stand only in a field whose name
 * ends with `Micro` or `Minor` (units last), or `_micro` and `_minor` as columns are named; there it
 * is a decimal string. The name decides, not the
 * look of the value, so no text of a stranger can turn into a number.
 */
const isAmountField = (key: string): boolean => {
  // Most keys are told apart by their last letter alone; this is asked of every field of every event.
  const last = key.charCodeAt(key.length - 1)
  if (last === 111) return key.endsWith('Micro') || key.endsWith('_micro')
  if (last === 114) return key.endsWith('Minor') || key.endsWith('_minor')
  return false
}

const amountText = (key: string, amount: bigint): string => {
  assertThat(isAmountField(key), `bigint in field "${key}", whose name does not end with Micro or Minor`)
  return amount.toString()
}

/**
 * The value with its amounts as text; what holds none is itself. `JSON.stringify` alone is several
 * times as fast as with a replacer, which it would call for every field.
 */
const withTexts = (key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return amountText(key, value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return arrayWithTexts(value)
  const record = value as Readonly<Record<string, unknown>>
  let copy: Record<string, unknown> | undefined
  for (const name in record) {
    const field = record[name]
    if (typeof field !== 'bigint' && typeof field !== 'object') continue
    const text = withTexts(name, field)
    if (text === field) continue
    copy ??= { ...record }
    copy[name] = text
  }
  return copy ?? value
}

const arrayWithTexts = (values: readonly unknown[]): readonly unknown[] => {
  let copy: unknown[] | undefined
  for (let index = 0; index < values.length; index += 1) {
    const text = withTexts(String(index), values[index])
    if (text === values[index]) continue
    copy ??= [...values]
    copy[index] = text
  }
  return copy ?? values
}

/** Encodes to JSON text; throws on a bigint in a field not named for it. */
export const encode = (value: unknown): string => JSON.stringify(withTexts('', value))

const amountDigits = /^-?\d{1,60}$/

/** Whether the value comes back from `decode(encode(value))` just as it is. */
export const survivesCodec = (value: unknown, key = ''): boolean => {
  switch (typeof value) {
    case 'string':
      return !isAmountField(key) || !amountDigits.test(value)
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'bigint':
      return isAmountField(key) && amountDigits.test(value.toString())
    case 'boolean':
      return true
    case 'object': {
      if (value === null) return true
      if (Array.isArray(value)) return value.every((item) => survivesCodec(item))
      if (Object.getPrototypeOf(value) !== Object.prototype) return false
      const record = value as Readonly<Record<string, unknown>>
      for (const name in record) if (!survivesCodec(record[name], name)) return false
      return true
    }
    default:
      return false
  }
}

const revive = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) value[index] = revive(value[index])
    return value
  }
  const record = value as Record<string, unknown>
  for (const key in record) {
    const field = record[key]
    if (typeof field === 'string') {
      if (isAmountField(key) && amountDigits.test(field)) record[key] = BigInt(field)
    } else if (typeof field === 'object' && field !== null) record[key] = revive(field)
  }
  return value
}

/** Decodes what `encode` wrote. Throws SyntaxError on text that is not JSON. */
export const decode = <T = unknown>(text: string): T => revive(JSON.parse(text)) as T

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** As JSON leaves out a field or says null for an item. */
const isLeftOut = (value: unknown): boolean =>
  value === undefined || typeof value === 'function' || typeof value === 'symbol'

const carriedField = (key: string, value: unknown): unknown => {
  switch (typeof value) {
    case 'string': return isAmountField(key) && amountDigits.test(value) ? BigInt(value) : value
    case 'bigint': return carriedField(key, amountText(key, value))
    case 'number': return Number.isFinite(value) ? value + 0 : null
    case 'object': return value === null ? null : carriedObject(value)
    default: return value
  }
}

const carriedObject = (value: object): unknown => {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => isLeftOut(item) ? null : carriedField(String(index), item))
  }
  if (!isPlain(value) || 'toJSON' in value || Object.hasOwn(value, '__proto__')) return decode(encode(value))
  const record = value as Readonly<Record<string, unknown>>
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(record)) {
    const field = record[name]
    if (!isLeftOut(field)) copy[name] = carriedField(name, field)
  }
  return copy
}

/**
 * What `decode(encode(value))` gives, without the text between: a copy for somebody in the same
 * process. Throws as `encode` does.
 */
export const carry = (value: unknown): unknown => isLeftOut(value) ? value : carriedField('', value)
