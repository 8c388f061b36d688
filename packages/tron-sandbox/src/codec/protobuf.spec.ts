import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOfBase58, base58Of } from './address.ts'
import { bytesOf, hexOf } from './hex.ts'
import { messageFromJson, messageToJson, parse, stringify } from './json.ts'
import { decode, encode, type Message, type Value } from './protobuf.ts'
import { fieldsOf, type Field, type MessageName } from './schema.ts'

const hex = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength, maxLength }).map(hexOf)

/** A value that is not the default, which proto3 would not write. */
const valueOf = (field: Field): fc.Arbitrary<Value> => {
  const { kind } = field
  if (typeof kind === 'object') {
    return 'enum' in kind ? fc.constantFrom(...Object.values(kind.enum).slice(1)) : messageOf(kind.message)
  }
  switch (kind) {
    case 'address':
      return hex(20, 20).map((rest) => `41${rest}`)
    case 'bytes':
      return hex(1, 40)
    case 'name':
    case 'string':
      return fc.string({ minLength: 1, unit: 'grapheme-ascii' }).map((text) => (kind === 'name' ? hexOf(Buffer.from(text)) : text))
    case 'int64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((number) => number !== 0n)
    case 'int32':
      return fc.integer({ min: 1, max: 2 ** 31 - 1 })
    case 'bool':
      return fc.constant(true)
    case 'any':
      return messageOf('TriggerSmartContract').map((value) => ({
        type_url: 'type.googleapis.com/protocol.TriggerSmartContract', value,
      }))
  }
}

const messageOf = (name: MessageName): fc.Arbitrary<Message> =>
  fc.record(Object.fromEntries(fieldsOf(name).map((field) => [
    field.name,
    field.isRepeated ? fc.array(valueOf(field), { minLength: 1, maxLength: 3 }) : valueOf(field),
  ])), { requiredKeys: [] }) as fc.Arbitrary<Message>

const names: readonly MessageName[] = [
  'TransactionRaw', 'TransferContract', 'TransferAssetContract', 'CreateSmartContract', 'AccountPermissionUpdateContract',
  'DelegateResourceContract', 'BlockHeaderRaw',
]

describe('messages', () => {
  it.each(names)('%s survives its bytes and its JSON, hex or readable', (name) => {
    fc.assert(fc.property(messageOf(name), fc.boolean(), (message, isVisible) => {
      expect(decode(name, encode(name, message))).toEqual(message)
      const json = parse(stringify(messageToJson(name, message, isVisible)))
      expect(messageFromJson(name, json, isVisible)).toEqual(message)
    }), { numRuns: 60 })
  })

  it('refuses bytes that end too early', () => {
    fc.assert(fc.property(messageOf('TransferContract'), (message) => {
      const bytes = encode('TransferContract', { ...message, owner_address: `41${'00'.repeat(20)}` })
      expect(() => decode('TransferContract', bytes.slice(0, 10))).toThrow(RangeError)
    }))
  })
})

describe('addresses', () => {
  it('survive base58, and a changed letter is noticed', () => {
    fc.assert(fc.property(hex(20, 20), fc.nat(32), (rest, at) => {
      const text = base58Of(`41${rest}`)
      expect(addressOfBase58(text)).toBe(`41${rest}`)
      const other = text[at + 1] === 'z' ? 'y' : 'z'
      expect(addressOfBase58(text.slice(0, at + 1) + other + text.slice(at + 2))).toBeUndefined()
    }))
  })

  it('are TRON\'s', () => {
    expect(base58Of('41a614f803b6fd780986a42c78ec9c7f77e6ded13c')).toBe('TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t')
    expect(bytesOf('41')).toHaveLength(1)
  })
})
