import fc from 'fast-check'
import { TronWeb, utils } from 'tronweb'
import { describe, expect, it } from 'vitest'
import { encodeAddress } from './address.ts'
import { addressOfKey, signerOf, signTxid } from './transaction-signature.ts'
import {
  buildTransaction, decodeTransaction, refBlockOf, signedHex, transactionFaults, transferCall, txidOf,
  type TransactionFrame, type TronAct,
} from './transaction.ts'

const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => encodeAddress(Buffer.from(bytes).toString('hex')))
const sun = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const act: fc.Arbitrary<TronAct> = fc.oneof(
  fc.record({ kind: fc.constant('token' as const), token: address, from: address, to: address, amountMicro: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }) }),
  fc.record({ kind: fc.constant('native' as const), from: address, to: address, amountSun: sun }),
  fc.record({ kind: fc.constantFrom('delegate' as const, 'undelegate' as const), from: address, to: address, amountSun: sun }),
)
const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((some) => Buffer.from(some).toString('hex'))
const frame: fc.Arbitrary<TransactionFrame> = fc.record({
  refBlockBytes: hex(2), refBlockHash: hex(8), expiresAtMs: fc.integer({ min: 1, max: 2 ** 42 }),
  timestampMs: fc.integer({ min: 1, max: 2 ** 42 }), feeLimitSun: fc.integer({ min: 0, max: 15_000_000_000 }),
})

const hexAddress = (text: string): string => TronWeb.address.toHex(text)

/** The same transaction as the client library would describe it. */
const asClient = (of: TronAct, { refBlockBytes, refBlockHash, expiresAtMs, timestampMs, feeLimitSun }: TransactionFrame) => {
  const owner = { owner_address: hexAddress(of.from) }
  const contract = of.kind === 'token'
    ? { type: 'TriggerSmartContract', value: { ...owner, contract_address: hexAddress(of.token), data: transferCall(of.to, of.amountMicro) } }
    : of.kind === 'native'
      ? { type: 'TransferContract', value: { ...owner, to_address: hexAddress(of.to), amount: of.amountSun } }
      : {
        type: of.kind === 'delegate' ? 'DelegateResourceContract' : 'UnDelegateResourceContract',
        value: { ...owner, receiver_address: hexAddress(of.to), balance: of.amountSun, resource: 'ENERGY', lock: false },
      }
  const { type, value } = contract
  return utils.transaction.txJsonToPb({
    visible: false, txID: '', raw_data_hex: '',
    raw_data: {
      contract: [{ type, parameter: { value, type_url: `type.googleapis.com/protocol.${type}` } }],
      ref_block_bytes: refBlockBytes, ref_block_hash: refBlockHash, expiration: expiresAtMs, timestamp: timestampMs,
      ...(feeLimitSun === 0 ? {} : { fee_limit: feeLimitSun }),
    },
  } as never) as { getRawData: () => { serializeBinary: () => Uint8Array } }
}

const someFrame: TransactionFrame = {
  refBlockBytes: '1234', refBlockHash: '0011223344556677', expiresAtMs: 1_800_000_060_000, timestampMs: 1_800_000_000_000,
  feeLimitSun: 30_000_000,
}
const alice = addressOfKey(Buffer.alloc(32, 1))
const bob = addressOfKey(Buffer.alloc(32, 2))
const token = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const transfer: TronAct = { kind: 'token', token, from: alice, to: bob, amountMicro: 25_000_000n }

describe('building', () => {
  it('gives the bytes and the id that tronweb gives', () => {
    fc.assert(fc.property(act, frame, (of, within) => {
      const { rawHex, txid } = buildTransaction(of, within)
      const theirs = asClient(of, within)
      expect(rawHex).toBe(Buffer.from(theirs.getRawData().serializeBinary()).toString('hex'))
      expect(txid).toBe(utils.transaction.txPbToTxID(theirs as never).replace(/^0x/, ''))
    }), { numRuns: 60 })
  })

  it('names a block by the end of its number and the middle of its id', () => {
    const of = refBlockOf({ number: 0x4_1234, hash: '0000000000041234aabbccddeeff0011223344556677889900112233445566778' })
    expect(of).toEqual({ refBlockBytes: '1234', refBlockHash: 'aabbccddeeff0011' })
  })
})

describe('decoding', () => {
  it('is the way back, without a loss', () => {
    fc.assert(fc.property(act, frame, (of, within) => {
      expect(decodeTransaction(buildTransaction(of, within).rawHex)).toEqual({ act: of, frame: within })
    }))
  })

  it('never throws, and what it accepts is written in one way only', () => {
    const { rawHex } = buildTransaction(transfer, someFrame)
    fc.assert(fc.property(fc.nat(rawHex.length / 2 - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const bytes = Buffer.from(rawHex, 'hex')
      bytes[at] = byte
      const changed = bytes.toString('hex')
      const decoded = decodeTransaction(changed)
      if ('fault' in decoded) expect(transactionFaults).toContain(decoded.fault)
      else expect(buildTransaction(decoded.act, decoded.frame).rawHex).toBe(changed)
    }), { numRuns: 500 })
    fc.assert(fc.property(fc.string(), fc.uint8Array({ maxLength: 300 }), (text, bytes) => {
      decodeTransaction(text)
      decodeTransaction(Buffer.from(bytes).toString('hex'))
    }))
  })

  const clientRaw = (change: (raw: Record<string, unknown>) => void): string => {
    const raw: Record<string, unknown> = {
      contract: [{
        type: 'TriggerSmartContract',
        parameter: {
          value: { owner_address: hexAddress(alice), contract_address: hexAddress(token), data: transferCall(bob, 25_000_000n) },
          type_url: 'type.googleapis.com/protocol.TriggerSmartContract',
        },
      }],
      ref_block_bytes: '1234', ref_block_hash: '0011223344556677', expiration: 1_800_000_060_000,
      timestamp: 1_800_000_000_000, fee_limit: 30_000_000,
    }
    change(raw)
    const pb = utils.transaction.txJsonToPb({ visible: false, txID: '', raw_data_hex: '', raw_data: raw } as never) as ReturnType<typeof asClient>
    return Buffer.from(pb.getRawData().serializeBinary()).toString('hex')
  }
  type Contract = { type: string; parameter: { value: Record<string, unknown>; type_url: string }; Permission_id?: number }
  const contractIn = (raw: Record<string, unknown>): Contract => (raw['contract'] as Contract[])[0] as Contract
  const valueIn = (raw: Record<string, unknown>): Record<string, unknown> => contractIn(raw).parameter.value

  it('takes what the client writes', () => {
    expect(decodeTransaction(clientRaw(() => undefined))).toEqual({ act: transfer, frame: someFrame })
  })

  it.each<[string, string, (raw: Record<string, unknown>) => void]>([
    ['a memo', 'extra_content', (raw) => { raw['data'] = '68656c6c6f' }],
    ['another permission', 'extra_content', (raw) => { contractIn(raw).Permission_id = 2 }],
    ['TRX beside the call', 'call', (raw) => { valueIn(raw)['call_value'] = 1 }],
    ['an approval', 'call', (raw) => { valueIn(raw)['data'] = transferCall(bob, 1n).replace('a9059cbb', '095ea7b3') }],
    ['bytes behind the call', 'call', (raw) => { valueIn(raw)['data'] = `${transferCall(bob, 1n)}00` }],
    ['a padded address', 'call', (raw) => {
      valueIn(raw)['data'] = `a9059cbb${'0'.repeat(22)}41${transferCall(bob, 1n).slice(32)}`
    }],
  ])('refuses %s: %s', (_, fault, change) => {
    expect(decodeTransaction(clientRaw(change))).toEqual({ fault })
  })

  it('refuses a change of permissions and a second contract', () => {
    const { rawHex } = buildTransaction(transfer, someFrame)
    const field = (number: number, bytes: Buffer): string =>
      Buffer.concat([Buffer.from([(number << 3) | 2, ...(bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7])]), bytes]).toString('hex')
    const update = field(11, Buffer.concat([Buffer.from([8, 46]), Buffer.from(field(2, Buffer.alloc(0)), 'hex')]))
    expect(decodeTransaction(rawHex + update)).toEqual({ fault: 'extra_content' })
    expect(decodeTransaction(`0a021234220800112233445566774080c0caf3b134${update}70808080808034`)).toEqual({ fault: 'contract_type' })
  })
})

describe('signing', () => {
  it('signs as tronweb does, the same twice, and the signer is found again', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((key) => key.some((byte) => byte > 0) && (key[0] ?? 0) < 255), frame, (key, within) => {
      const privateKey = Buffer.from(key).toString('hex')
      const { txid } = buildTransaction(transfer, within)
      const signature = signTxid(txid, key)
      expect(signTxid(txid, key)).toBe(signature)
      expect(signerOf(txid, signature)).toBe(addressOfKey(key))
      expect(addressOfKey(key)).toBe(TronWeb.address.fromPrivateKey(privateKey))
      const theirs = utils.crypto.signTransaction(privateKey, { txID: txid, raw_data: {}, raw_data_hex: '' } as never) as unknown as { signature: string[] }
      expect(theirs.signature[0]?.toLowerCase()).toBe(signature)
    }), { numRuns: 25 })
  })

  it('takes no signature of another id, of the upper half, or of another form', () => {
    const { txid } = buildTransaction(transfer, someFrame)
    const signature = signTxid(txid, Buffer.alloc(32, 1))
    expect(signerOf(txidOf('00'), signature)).not.toBe(alice)
    expect(signerOf(txid, signature.slice(2))).toBeUndefined()
    expect(signerOf(txid, `${signature.slice(0, 128)}1d`)).toBeUndefined()
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const mirrored = (order - BigInt(`0x${signature.slice(64, 128)}`)).toString(16).padStart(64, '0')
    const flipped = signature.slice(128) === '1b' ? '1c' : '1b'
    expect(signerOf(txid, signature.slice(0, 64) + mirrored + flipped)).toBeUndefined()
  })

  it('puts both into the bytes that a node takes', () => {
    const { rawHex, txid } = buildTransaction(transfer, someFrame)
    const signature = signTxid(txid, Buffer.alloc(32, 1))
    expect(signedHex(rawHex, signature)).toMatch(new RegExp(`^0a[0-9a-f]{2,4}${rawHex}1241${signature}$`))
  })
})
