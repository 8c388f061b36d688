import { hash } from 'node:crypto'
import { BrokenInvariant } from '../assert.ts'

/** Text of a value in which the order of keys and fields that are undefined do not show. */
const canonical = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return JSON.stringify(value)
    // As the codec writes it, so that a command is the same before and after it was sent.
    case 'bigint':
      return `"${value}"`
    case 'undefined':
      return 'null'
    case 'object': {
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
      return canonicalRecord(value as Readonly<Record<string, unknown>>)
    }
    default:
      throw new BrokenInvariant(`a command holds a ${typeof value}`)
  }
}

/** Of a few keys: `sort` takes several arrays for it, and this is asked for each object of each command. */
const sorted = (keys: string[]): readonly string[] => {
  if (keys.length > fewKeys) return keys.sort()
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end] as string
    let at = end
    for (; at > 0 && (keys[at - 1] as string) > key; at -= 1) keys[at] = keys[at - 1] as string
    keys[at] = key
  }
  return keys
}

const canonicalRecord = (record: Readonly<Record<string, unknown>>): string => {
  let text = '{'
  for (const key of sorted(Object.keys(record))) {
    const field = record[key]
    if (field !== undefined) text += `${quoted(key)}:${canonical(field)},`
  }
  return `${text}}`
}

const fewKeys = 16

/** Keys of commands are few; what strangers put into a body must not fill the memory. */
const quotedKeys = new Map<string, string>()
const maxQuotedKeys = 4_096

const quoted = (key: string): string => {
  const known = quotedKeys.get(key)
  if (known !== undefined) return known
  const text = JSON.stringify(key)
  if (quotedKeys.size < maxQuotedKeys && key.length <= 40) quotedKeys.set(key, text)
  return text
}

/**
 * Digest of a command's type and body: 128 bits of SHA-256. The same id with another digest is
 * another command and refused. The body is taken as it was sent, before any default is filled in.
 */
export const commandHash = (type: string, data: unknown): string =>
  hash('sha256', `${type}\n${canonical(data)}`, 'hex').slice(0, 32)
