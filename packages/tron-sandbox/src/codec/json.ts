import { addressOfBase58, base58Of, isAddress } from './address.ts'
import { hexOfText, isHex, textOfHex } from './hex.ts'
import type { Message, Value } from './protobuf.ts'
import { fieldsOf, messageOfTypeUrl, type Field, type MessageName } from './schema.ts'

/** What may stand in an answer; a bigint is written as a JSON number, however large. */
export type Json = string | number | bigint | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

/** A body that the node's own parser refuses; the text is what it would say. */
export class ParseError extends Error {}

const raw = (text: string): unknown => (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(text)

/** JSON as the node writes it: int64 are bare numbers, also beyond 2^53. */
export const stringify = (json: Json): string =>
  JSON.stringify(json, (_key, value: unknown) => (typeof value === 'bigint' ? raw(value.toString()) : value))

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

const losslessly: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value

/** Reads JSON without rounding integers beyond 2^53, which become bigint. */
export const parse = (text: string): Json => JSON.parse(text, losslessly as (key: string, value: unknown) => unknown) as Json

export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

const invalid = (what: string, value: Json): ParseError =>
  new ParseError(`1:1: Couldn't parse ${what}: ${typeof value === 'string' ? value : stringify(value)}`)

export const integerOf = (json: Json): bigint => {
  if (typeof json === 'bigint') return json
  if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json)
  if (typeof json === 'string' && /^-?\d+$/.test(json)) return BigInt(json)
  throw invalid('integer', json)
}

/** An address as a caller may write it: 41 hex, 0x hex or, where `visible`, base58. */
export const addressOf = (json: Json, isVisible: boolean): string => {
  if (typeof json !== 'string') throw invalid('address', json)
  if (isVisible) {
    const address = addressOfBase58(json)
    if (address !== undefined) return address
  }
  const hex = json.toLowerCase().replace(/^0x/, '')
  if (isHex(hex)) return hex
  throw new ParseError('INVALID address')
}

const bytesOfJson = (kind: Field['kind'], json: Json, isVisible: boolean): string => {
  if (kind === 'address') return addressOf(json, isVisible)
  if (typeof json !== 'string') throw invalid('bytes', json)
  if (kind === 'name' && isVisible) return hexOfText(json)
  const hex = json.toLowerCase().replace(/^0x/, '')
  if (!isHex(hex)) throw new ParseError(`INVALID hex String`)
  return hex
}

const enumOfJson = (names: readonly string[] | Readonly<Record<number, string>>, json: Json): string => {
  const known = names as Readonly<Record<number, string>>
  // The node capitalises a name written all in lower case: clients send an ABI as compilers write it.
  const name = typeof json === 'string' && /^[a-z]+$/.test(json) ? json.charAt(0).toUpperCase() + json.slice(1) : json
  if (typeof name === 'string' && Object.values(known).includes(name)) return name
  const byNumber = typeof json === 'number' ? known[json] : undefined
  if (byNumber === undefined) throw invalid('enum', json)
  return byNumber
}

const anyFromJson = (json: Json, isVisible: boolean): Message => {
  if (!isObject(json)) throw invalid('message', json)
  const typeUrl = String(json['type_url'] ?? '')
  const name = messageOfTypeUrl(typeUrl)
  const inner = json['value'] ?? {}
  if (typeof inner === 'string') return { type_url: typeUrl, value: inner }
  if (name === undefined) throw new ParseError(`1:1: contract ${typeUrl} is unknown`)
  return { type_url: typeUrl, value: messageFromJson(name, inner, isVisible) }
}

const valueFromJson = (field: Field, json: Json, isVisible: boolean): Value => {
  const { kind } = field
  if (typeof kind === 'object') {
    return 'enum' in kind ? enumOfJson(kind.enum, json) : messageFromJson(kind.message, json, isVisible)
  }
  switch (kind) {
    case 'any':
      return anyFromJson(json, isVisible)
    case 'bool':
      return json === true || json === 'true'
    case 'int32':
      return Number(integerOf(json))
    case 'int64':
      return integerOf(json)
    case 'string':
      return String(json)
    case 'bytes':
    case 'address':
    case 'name':
      return bytesOfJson(kind, json, isVisible)
  }
}

const isDefault = (value: Value): boolean => value === 0n || value === 0 || value === '' || value === false

/** Reads a message from JSON by its schema; keys it does not know are ignored, as the node does. */
export const messageFromJson = (name: MessageName, json: Json, isVisible: boolean): Message => {
  if (!isObject(json)) throw invalid('message', json)
  const message: Record<string, Value> = {}
  for (const field of fieldsOf(name)) {
    const value = json[field.name]
    if (value === undefined || value === null) continue
    if (!field.isRepeated) {
      const read = valueFromJson(field, value, isVisible)
      if (!isDefault(read)) message[field.name] = read
      continue
    }
    const items = Array.isArray(value) ? (value as readonly Json[]) : [value]
    message[field.name] = items.map((item) => valueFromJson(field, item, isVisible))
  }
  return message
}

const bytesToJson = (kind: Field['kind'], hex: string, isVisible: boolean): string => {
  if (!isVisible) return hex
  if (kind === 'address') return isAddress(hex) ? base58Of(hex) : hex
  return kind === 'name' ? textOfHex(hex) : hex
}

const valueToJson = (field: Field, value: Value, isVisible: boolean): Json => {
  const { kind } = field
  if (typeof kind === 'object') {
    return 'enum' in kind ? (value as string) : messageToJson(kind.message, value as Message, isVisible)
  }
  if (kind === 'any') {
    const { type_url: typeUrl, value: inner } = value as Message
    const name = messageOfTypeUrl(String(typeUrl))
    const shown = name === undefined ? (inner as string) : messageToJson(name, inner as Message, isVisible)
    return { value: shown, type_url: String(typeUrl) }
  }
  return typeof value === 'string' && kind !== 'string' ? bytesToJson(kind, value, isVisible) : (value as Json)
}

/** Writes a message as the node's JsonFormat does: defaults dropped, hex or, if `visible`, readable. */
export const messageToJson = (name: MessageName, message: Message, isVisible: boolean): JsonObject => {
  const json: Record<string, Json> = {}
  for (const field of fieldsOf(name)) {
    const value = message[field.name]
    if (value === undefined) continue
    const items = field.isRepeated ? (value as readonly Value[]) : [value]
    const shown = items.map((item) => valueToJson(field, item, isVisible))
    // An enum's first name stands for its default and is dropped, unless it tells a contract.
    const isDropped = field.name !== 'type' && typeof field.kind === 'object' && 'enum' in field.kind &&
      (field.kind.enum as Readonly<Record<number, string>>)[0] === value
    if (isDropped) continue
    json[field.name] = field.isRepeated ? shown : (shown[0] ?? {})
  }
  return json
}
