import { hash } from 'node:crypto'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const digitOf = new Uint8Array(128).fill(255)
for (const [digit, letter] of alphabet.split('').entries()) digitOf[letter.charCodeAt(0)] = digit

const prefix = 0x41
/** Prefix, 20 bytes of the account, 4 of the checksum. */
const rawBytes = 25

const checksum = (bytes: Uint8Array): Buffer =>
  hash('sha256', hash('sha256', bytes, 'buffer'), 'buffer').subarray(0, 4)

/** Every address of the network has so many digits. */
const addressDigits = 34

/**
 * The 20 bytes of a base58check address; undefined where its prefix or checksum is wrong. An address has
 * one text only: with a zero before it, whoever compares texts would not know it for the same.
 */
export const decodeAddress = (text: string): Uint8Array | undefined => {
  if (text.length !== addressDigits) return undefined
  const raw = new Uint8Array(rawBytes)
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    let carry = code < 128 ? digitOf[code] ?? 255 : 255
    if (carry === 255) return undefined
    for (let at = rawBytes - 1; at >= 0; at -= 1) {
      carry += (raw[at] ?? 0) * 58
      raw[at] = carry & 0xff
      carry >>= 8
    }
    if (carry !== 0) return undefined
  }
  if (raw[0] !== prefix) return undefined
  if (checksum(raw.subarray(0, 21)).compare(raw.subarray(21)) !== 0) return undefined
  return raw.subarray(1, 21)
}

// Schoolbook division in one array: no address begins with a zero byte, so none is lost.
const base58 = (bytes: Uint8Array): string => {
  const digits: number[] = []
  for (const byte of bytes) {
    let carry = byte
    for (let at = 0; at < digits.length; at += 1) {
      carry += (digits[at] ?? 0) << 8
      digits[at] = carry % 58
      carry = (carry / 58) | 0
    }
    for (; carry > 0; carry = (carry / 58) | 0) digits.push(carry % 58)
  }
  return digits.toReversed().map((digit) => alphabet[digit]).join('')
}

/** An account of 20 bytes in hex as the address that people see. */
export const encodeAddress = (account: string): string => {
  const body = Buffer.from(`41${account}`, 'hex')
  return base58(Buffer.concat([body, checksum(body)]))
}

/** The account of an address that must be one, in hex: for configuration. */
export const accountOf = (address: string): string => {
  const bytes = decodeAddress(address)
  if (bytes === undefined) throw new TypeError(`not an address: ${address}`)
  return Buffer.from(bytes).toString('hex')
}
