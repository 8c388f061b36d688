type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context: { readonly source?: string },
) => unknown
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown

/** JSON with every number as the text it was written in: a price goes through no floating point. */
export const parseLossless = (text: string): unknown =>
  parseWithSource(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? source : value,
  )

/** The value at a path of keys and indexes, `data.0.price`; undefined where there is none. */
export const valueAt = (value: unknown, path: string): unknown => {
  let current = value
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key))
      return undefined
    current = (current as Readonly<Record<string, unknown>>)[key]
  }
  return current
}

const maxDecimals = 8

/** A price's text as a rate of at most 8 decimals; what is beyond is cut, exponents are refused. */
export const rateFrom = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const match = /^(\d{1,9})(?:\.(\d{1,40}))?$/.exec(value.trim())
  if (!match) return undefined
  const fraction = (match[2] ?? '').slice(0, maxDecimals).replace(/0+$/, '')
  const rate = fraction === '' ? (match[1] ?? '') : `${match[1]}.${fraction}`
  return /[1-9]/.test(rate) ? rate : undefined
}
