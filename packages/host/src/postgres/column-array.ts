import type { ColumnType } from '@stablegate/kernel'
import { columnLiteral, storableText } from './values.ts'

/**
 * One column of many rows as one parameter. Texts and whole numbers go in the binary form of an
 * array (`array_recv`): a header, then each element behind its length. What has a text of its own
 * anyway (numeric, jsonb, ...) stays a literal.
 */
export type ColumnParameter = string | Buffer

const oids = { text: 25, integer: 23, bigint: 20 } as const
const emptyBytes = 12
const headerBytes = 20
const lengthBytes = 4
const noValue = -1
/** What a text takes at the first guess. */
const guessedTextBytes = 40
/** Longer ones are written faster by a call, shorter ones letter by letter. */
const shortLetters = 80

type Rows = readonly Readonly<Record<string, unknown>>[]

const isNone = (value: unknown): value is null | undefined => value === null || value === undefined

const room = (rows: number, bytes: number): { readonly buffer: Buffer; readonly view: DataView } => {
  const buffer = Buffer.allocUnsafe(headerBytes + rows * (lengthBytes + bytes))
  return { buffer, view: new DataView(buffer.buffer, buffer.byteOffset, buffer.length) }
}

/** With its header, and cut where its elements end. */
const finished = (buffer: Buffer, oid: number, rows: Rows, name: string, end: number): Buffer => {
  const isEmpty = rows.length === 0
  buffer.writeInt32BE(isEmpty ? 0 : 1, 0) // dimensions
  buffer.writeInt32BE(rows.some((row) => isNone(row[name])) ? 1 : 0, 4)
  buffer.writeInt32BE(oid, 8)
  if (isEmpty) return buffer.subarray(0, emptyBytes)
  buffer.writeInt32BE(rows.length, 12)
  buffer.writeInt32BE(1, 16) // the first subscript
  return buffer.subarray(0, end)
}

const integers = (rows: Rows, name: string): Buffer | undefined => {
  const { buffer, view } = room(rows.length, 4)
  let at = headerBytes
  for (const row of rows) {
    const value = row[name]
    if (isNone(value)) {
      view.setInt32(at, noValue)
      at += lengthBytes
      continue
    }
    if (typeof value !== 'number' || (value | 0) !== value) return undefined
    view.setInt32(at, 4)
    view.setInt32(at + lengthBytes, value)
    at += lengthBytes + 4
  }
  return finished(buffer, oids.integer, rows, name, at)
}

const bigints = (rows: Rows, name: string): Buffer | undefined => {
  const { buffer, view } = room(rows.length, 8)
  let at = headerBytes
  for (const row of rows) {
    const value = row[name]
    if (isNone(value)) {
      view.setInt32(at, noValue)
      at += lengthBytes
      continue
    }
    if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
    const number = Number(value)
    view.setInt32(at, 8)
    if (Number.isSafeInteger(number)) {
      view.setInt32(at + lengthBytes, Math.floor(number / 2 ** 32))
      view.setInt32(at + lengthBytes + 4, number | 0)
    } else {
      if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) return undefined
      view.setBigInt64(at + lengthBytes, value)
    }
    at += lengthBytes + 8
  }
  return finished(buffer, oids.bigint, rows, name, at)
}

/** Writes letters below 128; the place behind them, or -1 where there is another. */
const writeShort = (buffer: Buffer, text: string, from: number): number => {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0 || code > 127) return -1
    buffer[from + index] = code
  }
  return from + text.length
}

const texts = (rows: Rows, name: string): Buffer => {
  let { buffer } = room(rows.length, guessedTextBytes)
  let at = headerBytes
  for (const row of rows) {
    const value = row[name]
    const text = isNone(value) ? '' : String(value)
    const most = at + lengthBytes + text.length * 3
    if (most > buffer.length) buffer = Buffer.concat([buffer], Math.max(most, buffer.length * 2))
    if (isNone(value)) {
      at = buffer.writeInt32BE(noValue, at)
      continue
    }
    const from = at + lengthBytes
    let end = text.length <= shortLetters ? writeShort(buffer, text, from) : -1
    if (end < 0) end = from + buffer.write(storableText(text), from)
    buffer.writeInt32BE(end - from, at)
    at = end
  }
  return finished(buffer, oids.text, rows, name, at)
}

const binary = (type: ColumnType, rows: Rows, name: string): Buffer | undefined => {
  switch (type) {
    case 'text': return texts(rows, name)
    case 'integer': return integers(rows, name)
    case 'bigint': return bigints(rows, name)
    default: return undefined
  }
}

/** The column of this name of all rows. What is no whole number is the database's to refuse. */
export const columnArray = (type: ColumnType, rows: Rows, name: string): ColumnParameter =>
  binary(type, rows, name) ?? columnLiteral(type, rows.map((row) => row[name]))
