// The messages of TRON's protocol that this node understands, field numbers as in the protocol's
// own .proto files. Written down by hand: they never change, and the whole of it fits on a page.

/** How a value is kept and shown. `address` and `name` are bytes that `visible` shows readably. */
export type Kind =
  | 'bytes'
  | 'address'
  | 'name'
  | 'string'
  | 'int64'
  | 'int32'
  | 'bool'
  | 'any'
  | { readonly enum: readonly string[] | Readonly<Record<number, string>> }
  | { readonly message: MessageName }

export type Field = {
  readonly number: number
  readonly name: string
  readonly kind: Kind
  readonly isRepeated: boolean
}

const one = (number: number, name: string, kind: Kind): Field => ({ number, name, kind, isRepeated: false })
const many = (number: number, name: string, kind: Kind): Field => ({ number, name, kind, isRepeated: true })

export const contractTypes = {
  0: 'AccountCreateContract',
  1: 'TransferContract',
  2: 'TransferAssetContract',
  4: 'VoteWitnessContract',
  30: 'CreateSmartContract',
  31: 'TriggerSmartContract',
  46: 'AccountPermissionUpdateContract',
  54: 'FreezeBalanceV2Contract',
  55: 'UnfreezeBalanceV2Contract',
  56: 'WithdrawExpireUnfreezeContract',
  57: 'DelegateResourceContract',
  58: 'UnDelegateResourceContract',
  59: 'CancelAllUnfreezeV2Contract',
} as const

export const contractResults = [
  'DEFAULT', 'SUCCESS', 'REVERT', 'BAD_JUMP_DESTINATION', 'OUT_OF_MEMORY', 'PRECOMPILED_CONTRACT',
  'STACK_TOO_SMALL', 'STACK_TOO_LARGE', 'ILLEGAL_OPERATION', 'STACK_OVERFLOW', 'OUT_OF_ENERGY',
  'OUT_OF_TIME', 'JVM_STACK_OVER_FLOW', 'UNKNOWN', 'TRANSFER_FAILED', 'INVALID_CODE',
] as const

export type ContractResult = (typeof contractResults)[number]

const resource: Kind = { enum: ['BANDWIDTH', 'ENERGY', 'TRON_POWER'] }
const owner = one(1, 'owner_address', 'address')

const entryTypes = ['UnknownEntryType', 'Constructor', 'Function', 'Event', 'Fallback', 'Receive', 'Error']
const mutabilities = ['UnknownMutabilityType', 'Pure', 'View', 'Nonpayable', 'Payable']

export const messages = {
  Transaction: [
    one(1, 'raw_data', { message: 'TransactionRaw' }),
    many(2, 'signature', 'bytes'),
    many(5, 'ret', { message: 'TransactionResult' }),
  ],
  TransactionRaw: [
    one(1, 'ref_block_bytes', 'bytes'),
    one(3, 'ref_block_num', 'int64'),
    one(4, 'ref_block_hash', 'bytes'),
    one(8, 'expiration', 'int64'),
    one(10, 'data', 'bytes'),
    many(11, 'contract', { message: 'Contract' }),
    one(12, 'scripts', 'bytes'),
    one(14, 'timestamp', 'int64'),
    one(18, 'fee_limit', 'int64'),
  ],
  TransactionResult: [
    one(1, 'fee', 'int64'),
    one(2, 'ret', { enum: ['SUCESS', 'FAILED'] }),
    one(3, 'contractRet', { enum: contractResults }),
  ],
  Contract: [
    one(1, 'type', { enum: contractTypes }),
    one(2, 'parameter', 'any'),
    one(3, 'provider', 'bytes'),
    one(4, 'ContractName', 'bytes'),
    one(5, 'Permission_id', 'int32'),
  ],
  AccountCreateContract: [
    owner,
    one(2, 'account_address', 'address'),
    one(3, 'type', { enum: ['Normal', 'AssetIssue', 'Contract'] }),
  ],
  TransferContract: [owner, one(2, 'to_address', 'address'), one(3, 'amount', 'int64')],
  TransferAssetContract: [
    one(1, 'asset_name', 'name'),
    one(2, 'owner_address', 'address'),
    one(3, 'to_address', 'address'),
    one(4, 'amount', 'int64'),
  ],
  VoteWitnessContract: [owner, many(2, 'votes', { message: 'Vote' }), one(3, 'support', 'bool')],
  Vote: [one(1, 'vote_address', 'address'), one(2, 'vote_count', 'int64')],
  CreateSmartContract: [
    owner,
    one(2, 'new_contract', { message: 'SmartContract' }),
    one(3, 'call_token_value', 'int64'),
    one(4, 'token_id', 'int64'),
  ],
  TriggerSmartContract: [
    owner,
    one(2, 'contract_address', 'address'),
    one(3, 'call_value', 'int64'),
    one(4, 'data', 'bytes'),
    one(5, 'call_token_value', 'int64'),
    one(6, 'token_id', 'int64'),
  ],
  SmartContract: [
    one(1, 'origin_address', 'address'),
    one(2, 'contract_address', 'address'),
    one(3, 'abi', { message: 'Abi' }),
    one(4, 'bytecode', 'bytes'),
    one(5, 'call_value', 'int64'),
    one(6, 'consume_user_resource_percent', 'int64'),
    one(7, 'name', 'string'),
    one(8, 'origin_energy_limit', 'int64'),
    one(9, 'code_hash', 'bytes'),
    one(10, 'trx_hash', 'bytes'),
    one(11, 'version', 'int32'),
  ],
  Abi: [many(1, 'entrys', { message: 'AbiEntry' })],
  AbiEntry: [
    one(1, 'anonymous', 'bool'),
    one(2, 'constant', 'bool'),
    one(3, 'name', 'string'),
    many(4, 'inputs', { message: 'AbiParameter' }),
    many(5, 'outputs', { message: 'AbiParameter' }),
    one(6, 'type', { enum: entryTypes }),
    one(7, 'payable', 'bool'),
    one(8, 'stateMutability', { enum: mutabilities }),
  ],
  AbiParameter: [one(1, 'indexed', 'bool'), one(2, 'name', 'string'), one(3, 'type', 'string')],
  AccountPermissionUpdateContract: [
    owner,
    one(2, 'owner', { message: 'Permission' }),
    one(3, 'witness', { message: 'Permission' }),
    many(4, 'actives', { message: 'Permission' }),
  ],
  Permission: [
    one(1, 'type', { enum: ['Owner', 'Witness', 'Active'] }),
    one(2, 'id', 'int32'),
    one(3, 'permission_name', 'string'),
    one(4, 'threshold', 'int64'),
    one(5, 'parent_id', 'int32'),
    one(6, 'operations', 'bytes'),
    many(7, 'keys', { message: 'Key' }),
  ],
  Key: [one(1, 'address', 'address'), one(2, 'weight', 'int64')],
  FreezeBalanceV2Contract: [owner, one(2, 'frozen_balance', 'int64'), one(3, 'resource', resource)],
  UnfreezeBalanceV2Contract: [owner, one(2, 'unfreeze_balance', 'int64'), one(3, 'resource', resource)],
  WithdrawExpireUnfreezeContract: [owner],
  DelegateResourceContract: [
    owner,
    one(2, 'resource', resource),
    one(3, 'balance', 'int64'),
    one(4, 'receiver_address', 'address'),
    one(5, 'lock', 'bool'),
    one(6, 'lock_period', 'int64'),
  ],
  UnDelegateResourceContract: [
    owner,
    one(2, 'resource', resource),
    one(3, 'balance', 'int64'),
    one(4, 'receiver_address', 'address'),
  ],
  CancelAllUnfreezeV2Contract: [owner],
  BlockHeaderRaw: [
    one(1, 'timestamp', 'int64'),
    one(2, 'txTrieRoot', 'bytes'),
    one(3, 'parentHash', 'bytes'),
    one(7, 'number', 'int64'),
    one(8, 'witness_id', 'int64'),
    one(9, 'witness_address', 'address'),
    one(10, 'version', 'int32'),
    one(11, 'accountStateRoot', 'bytes'),
  ],
} as const satisfies Record<string, readonly Field[]>

export type MessageName =
  | 'Transaction' | 'TransactionRaw' | 'TransactionResult' | 'Contract' | 'AccountCreateContract'
  | 'TransferContract' | 'TransferAssetContract' | 'VoteWitnessContract' | 'Vote' | 'CreateSmartContract'
  | 'TriggerSmartContract' | 'SmartContract' | 'Abi' | 'AbiEntry' | 'AbiParameter'
  | 'AccountPermissionUpdateContract' | 'Permission' | 'Key' | 'FreezeBalanceV2Contract'
  | 'UnfreezeBalanceV2Contract' | 'WithdrawExpireUnfreezeContract' | 'DelegateResourceContract'
  | 'UnDelegateResourceContract' | 'CancelAllUnfreezeV2Contract' | 'BlockHeaderRaw'

export const fieldsOf = (name: MessageName): readonly Field[] => messages[name]

/** The message of a contract by the end of its type URL; undefined for kinds this node lacks. */
export const messageOfTypeUrl = (typeUrl: string): MessageName | undefined => {
  const name = typeUrl.slice(typeUrl.lastIndexOf('.') + 1)
  return Object.values(contractTypes).find((known) => known === name)
}
