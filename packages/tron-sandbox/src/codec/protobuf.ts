import { bytesOf, hexOf, hexOfText, textOfHex } from './hex.ts'
import { fieldsOf, messageOfTypeUrl, type Field, type MessageName } from './schema.ts'
import { readFields, WireWriter, type WireField } from './wire.ts'

/**
 * A decoded message: bytes as hex, int64 as bigint, enums by name. As in proto3 a field that has
 * its default is absent.
 */
export type Message = { readonly [field: string]: Value | undefined }
export type Value = string | bigint | number | boolean | Message | readonly Value[]

const enumName = (names: readonly string[] | Readonly<Record<number, string>>, number: number): string =>
  (names as Readonly<Record<number, string>>)[number] ?? String(number)

const enumNumber = (names: readonly string[] | Readonly<Record<number, string>>, name: string): bigint => {
  const found = Object.entries(names).find(([, known]) => known === name)
  return BigInt(found === undefined ? name : found[0])
}

const anyBytes = (value: Message): Uint8Array => {
  const typeUrl = String(value['type_url'])
  const inner = value['value']
  const name = messageOfTypeUrl(typeUrl)
  const bytes =
    typeof inner === 'string' || name === undefined ? bytesOf(String(inner ?? '')) : encode(name, inner as Message)
  const writer = new WireWriter().delimited(1, bytesOf(hexOfText(typeUrl)))
  return (bytes.length === 0 ? writer : writer.delimited(2, bytes)).bytes()
}

const anyOf = (bytes: Uint8Array): Message => {
  let typeUrl = ''
  let inner: Uint8Array = new Uint8Array()
  for (const field of readFields(bytes)) {
    if (!('bytes' in field)) continue
    if (field.field === 1) typeUrl = textOfHex(hexOf(field.bytes))
    if (field.field === 2) inner = field.bytes
  }
  const name = messageOfTypeUrl(typeUrl)
  return { type_url: typeUrl, value: name === undefined ? hexOf(inner) : decode(name, inner) }
}

const writeNumber = (writer: WireWriter, field: Field, number: bigint): void => {
  if (number === 0n && !field.isRepeated) return
  writer.tag(field.number, 0).varint(number)
}

const writeBytes = (writer: WireWriter, field: Field, bytes: Uint8Array): void => {
  if (bytes.length === 0 && !field.isRepeated) return
  writer.delimited(field.number, bytes)
}

const write = (writer: WireWriter, field: Field, value: Value): void => {
  const { kind } = field
  if (typeof kind === 'object') {
    if ('enum' in kind) writeNumber(writer, field, enumNumber(kind.enum, String(value)))
    else writer.delimited(field.number, encode(kind.message, value as Message))
    return
  }
  switch (kind) {
    case 'int64':
    case 'int32':
      return writeNumber(writer, field, BigInt(value as bigint))
    case 'bool':
      return writeNumber(writer, field, value === true ? 1n : 0n)
    case 'string':
      return writeBytes(writer, field, bytesOf(hexOfText(String(value))))
    case 'any':
      return void writer.delimited(field.number, anyBytes(value as Message))
    case 'bytes':
    case 'address':
    case 'name':
      return writeBytes(writer, field, bytesOf(String(value)))
  }
}

/** Canonical bytes: fields in the order of their numbers, defaults left out. */
export const encode = (name: MessageName, message: Message): Uint8Array => {
  const writer = new WireWriter()
  for (const field of fieldsOf(name)) {
    const value = message[field.name]
    if (value === undefined) continue
    for (const item of field.isRepeated ? (value as readonly Value[]) : [value]) write(writer, field, item)
  }
  return writer.bytes()
}

const readVarintValue = (field: Field, number: bigint): Value => {
  const { kind } = field
  if (typeof kind === 'object' && 'enum' in kind) return enumName(kind.enum, Number(number))
  if (kind === 'bool') return number !== 0n
  return kind === 'int32' ? Number(BigInt.asIntN(32, number)) : number
}

const readBytesValue = (field: Field, bytes: Uint8Array): Value => {
  const { kind } = field
  if (typeof kind === 'object' && 'message' in kind) return decode(kind.message, bytes)
  if (kind === 'any') return anyOf(bytes)
  return kind === 'string' ? textOfHex(hexOf(bytes)) : hexOf(bytes)
}

const isDefault = (wire: WireField): boolean => 'varint' in wire && wire.varint === 0n

/** Reads a message; fields it does not know are passed over, as a node of an older version does. */
export const decode = (name: MessageName, bytes: Uint8Array): Message => {
  const message: Record<string, Value> = {}
  const fields = new Map(fieldsOf(name).map((field) => [field.number, field]))
  for (const wire of readFields(bytes)) {
    const field = fields.get(wire.field)
    if (field === undefined || (isDefault(wire) && !field.isRepeated)) continue
    const value = 'varint' in wire ? readVarintValue(field, wire.varint) : readBytesValue(field, wire.bytes)
    if (!field.isRepeated) message[field.name] = value
    else message[field.name] = [...((message[field.name] as readonly Value[] | undefined) ?? []), value]
  }
  return message
}
