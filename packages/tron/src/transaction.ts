import { hash } from 'node:crypto'
import { accountOf, encodeAddress } from './address.ts'
import { bytesField, messageOfFields, NotProtobuf, numberField, readFields, type WireField } from './protobuf.ts'

/** `transfer(address,uint256)` of a TRC-20 token: the only call that is ever made. Base units of the token. */
export type TokenTransfer = {
  readonly kind: 'token'
  readonly token: string
  readonly from: string
  readonly to: string
  readonly amountMicro: bigint
}
/** TRX from one account to another. */
export type NativeTransfer = {
  readonly kind: 'native'; readonly from: string; readonly to: string; readonly amountSun: number
}
/** Energy of staked TRX lent to another account, and taken back; never locked. */
export type Delegation = {
  readonly kind: 'delegate' | 'undelegate'; readonly from: string; readonly to: string; readonly amountSun: number
}
/** What one transaction does. There is nothing else that can be built, or signed. */
export type TronAct = TokenTransfer | NativeTransfer | Delegation

/** All of a transaction but what it does. */
export type TransactionFrame = {
  /** Bytes 6 and 7 of the number of a recent block, and bytes 8 to 15 of its id, in hex. */
  readonly refBlockBytes: string
  readonly refBlockHash: string
  readonly expiresAtMs: number
  readonly timestampMs: number
  /** The most TRX that the call may burn, in sun; 0 for what is no call. */
  readonly feeLimitSun: number
}

export type UnsignedTransaction = { readonly rawHex: string; readonly txid: string }
export type DecodedTransaction = { readonly act: TronAct; readonly frame: TransactionFrame }

const contractNumbers = { token: 31, native: 1, delegate: 57, undelegate: 58 } as const
const contractNames = {
  token: 'TriggerSmartContract', native: 'TransferContract',
  delegate: 'DelegateResourceContract', undelegate: 'UnDelegateResourceContract',
} as const
const transferSelector = 'a9059cbb'
const energy = 1n

const addressBytes = (address: string): Uint8Array => Buffer.from(`41${accountOf(address)}`, 'hex')
const bytesOf = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
const word = (value: bigint): string => value.toString(16).padStart(64, '0')

/** The id of a transaction: sha256 of its raw data, in hex. */
export const txidOf = (rawHex: string): string => hash('sha256', bytesOf(rawHex), 'hex')

/** The reference to a block by its number and 32-byte id. */
export const refBlockOf = (block: { readonly number: number; readonly hash: string }) => ({
  refBlockBytes: (block.number % 65_536).toString(16).padStart(4, '0'),
  refBlockHash: block.hash.slice(16, 32),
})

/** The calldata of `transfer(to, amount)`, in hex. */
export const transferCall = (to: string, amountMicro: bigint): string =>
  transferSelector + accountOf(to).padStart(64, '0') + word(amountMicro)

const contractValue = (act: TronAct): Uint8Array => {
  const owner = bytesField(1, addressBytes(act.from))
  switch (act.kind) {
    case 'token':
      return messageOfFields(
        owner, bytesField(2, addressBytes(act.token)), bytesField(4, bytesOf(transferCall(act.to, act.amountMicro))))
    case 'native':
      return messageOfFields(owner, bytesField(2, addressBytes(act.to)), numberField(3, BigInt(act.amountSun)))
    case 'delegate':
    case 'undelegate':
      return messageOfFields(
        owner, numberField(2, energy), numberField(3, BigInt(act.amountSun)), bytesField(4, addressBytes(act.to)))
  }
}

const contractOf = (act: TronAct): Uint8Array => messageOfFields(
  numberField(1, BigInt(contractNumbers[act.kind])),
  bytesField(2, messageOfFields(
    bytesField(1, Buffer.from(`type.googleapis.com/protocol.${contractNames[act.kind]}`)),
    bytesField(2, contractValue(act)))))

/**
 * The raw data of a transaction and its id. The same act and frame give the same bytes, for ever:
 * whoever knows both can say what the bytes must be. Throws on what is no address or amount.
 */
export const buildTransaction = (act: TronAct, frame: TransactionFrame): UnsignedTransaction => {
  const raw = messageOfFields(
    bytesField(1, bytesOf(frame.refBlockBytes)),
    bytesField(4, bytesOf(frame.refBlockHash)),
    numberField(8, BigInt(frame.expiresAtMs)),
    bytesField(11, contractOf(act)),
    numberField(14, BigInt(frame.timestampMs)),
    numberField(18, BigInt(frame.feeLimitSun)))
  const rawHex = Buffer.from(raw).toString('hex')
  return { rawHex, txid: txidOf(rawHex) }
}

/** Why bytes are not a transaction of ours. */
export const transactionFaults = [
  /** Not protobuf, a field missing or twice, or another way of writing than the network's own. */
  'malformed',
  /** A memo, scripts, a permission other than the owner's, or a second contract. */
  'extra_content',
  /** A contract type that is never signed, such as a change of permissions. */
  'contract_type',
  /** A call of something else than `transfer`, or one that carries TRX or TRC-10. */
  'call',
] as const
export type TransactionFault = (typeof transactionFaults)[number]

class Faulty extends Error {
  readonly fault: TransactionFault
  constructor(fault: TransactionFault) {
    super(fault)
    this.fault = fault
  }
}

type Fields = ReadonlyMap<number, WireField>

/** Fields by number; each stands once and only those allowed stand there. */
const fieldsOf = (bytes: Uint8Array, allowed: readonly number[], other: TransactionFault): Fields => {
  const fields = new Map<number, WireField>()
  for (const field of readFields(bytes)) {
    if (!allowed.includes(field.field)) throw new Faulty(other)
    if (fields.has(field.field)) throw new Faulty(field.field === 11 ? 'extra_content' : 'malformed')
    fields.set(field.field, field)
  }
  return fields
}

const bytesAt = (fields: Fields, number: number): Uint8Array => {
  const field = fields.get(number)
  if (field === undefined || !('bytes' in field)) throw new Faulty('malformed')
  return field.bytes
}

const numberAt = (fields: Fields, number: number): number => {
  const field = fields.get(number)
  if (field === undefined) return 0
  const value = 'varint' in field ? Number(field.varint) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new Faulty('malformed')
  return value
}

const addressAt = (fields: Fields, number: number): string => {
  const hex = Buffer.from(bytesAt(fields, number)).toString('hex')
  if (!/^41[0-9a-f]{40}$/.test(hex)) throw new Faulty('malformed')
  return encodeAddress(hex.slice(2))
}

const readCall = (fields: Fields): TokenTransfer => {
  const data = Buffer.from(bytesAt(fields, 4)).toString('hex')
  const [, account, amount] = /^a9059cbb0{24}([0-9a-f]{40})([0-9a-f]{64})$/.exec(data) ?? []
  if (account === undefined || amount === undefined) throw new Faulty('call')
  return {
    kind: 'token', from: addressAt(fields, 1), token: addressAt(fields, 2), to: encodeAddress(account),
    amountMicro: BigInt(`0x${amount}`),
  }
}

const readDelegation = (kind: Delegation['kind'], value: Uint8Array): Delegation => {
  const fields = fieldsOf(value, [1, 2, 3, 4], 'extra_content')
  if (numberAt(fields, 2) !== Number(energy)) throw new Faulty('extra_content')
  return { kind, from: addressAt(fields, 1), to: addressAt(fields, 4), amountSun: numberAt(fields, 3) }
}

const readAct = (contract: Uint8Array): TronAct => {
  const fields = fieldsOf(contract, [1, 2], 'extra_content')
  const number = numberAt(fields, 1)
  const kind = (Object.keys(contractNumbers) as TronAct['kind'][]).find((known) => contractNumbers[known] === number)
  if (kind === undefined) throw new Faulty('contract_type')
  const value = bytesAt(fieldsOf(bytesAt(fields, 2), [1, 2], 'malformed'), 2)
  switch (kind) {
    case 'token': return readCall(fieldsOf(value, [1, 2, 4], 'call'))
    case 'native': {
      const transfer = fieldsOf(value, [1, 2, 3], 'malformed')
      return { kind, from: addressAt(transfer, 1), to: addressAt(transfer, 2), amountSun: numberAt(transfer, 3) }
    }
    case 'delegate':
    case 'undelegate': return readDelegation(kind, value)
  }
}

const read = (raw: Uint8Array): DecodedTransaction => {
  const fields = fieldsOf(raw, [1, 4, 8, 11, 14, 18], 'extra_content')
  return {
    act: readAct(bytesAt(fields, 11)),
    frame: {
      refBlockBytes: Buffer.from(bytesAt(fields, 1)).toString('hex'),
      refBlockHash: Buffer.from(bytesAt(fields, 4)).toString('hex'),
      expiresAtMs: numberAt(fields, 8), timestampMs: numberAt(fields, 14), feeLimitSun: numberAt(fields, 18),
    },
  }
}

/**
 * What raw data says, in full: bytes that hold anything beyond what is returned are a fault. What is
 * returned builds these very bytes again.
 */
export const decodeTransaction = (rawHex: string): DecodedTransaction | { readonly fault: TransactionFault } => {
  try {
    if (!/^(?:[0-9a-f]{2}){1,4096}$/.test(rawHex)) return { fault: 'malformed' }
    const decoded = read(bytesOf(rawHex))
    // Another order of fields, a longer way of writing a number, another type URL: all are seen here.
    return buildTransaction(decoded.act, decoded.frame).rawHex === rawHex ? decoded : { fault: 'malformed' }
  } catch (error) {
    if (error instanceof Faulty) return { fault: error.fault }
    if (error instanceof NotProtobuf || error instanceof RangeError) return { fault: 'malformed' }
    throw error
  }
}

/** The bytes that a node takes by `broadcasthex`: raw data and its signature. */
export const signedHex = (rawHex: string, signature: string): string =>
  Buffer.from(messageOfFields(bytesField(1, bytesOf(rawHex)), bytesField(2, bytesOf(signature)))).toString('hex')
