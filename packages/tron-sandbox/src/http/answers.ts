import { base58Of, withPrefix, type Address } from '../codec/address.ts'
import { textOfHex } from '../codec/hex.ts'
import { messageToJson, type Json, type JsonObject } from '../codec/json.ts'
import { transactionToJson } from '../codec/transaction.ts'
import { blockVersion, type Block, type Entry } from '../chain/block.ts'
import type { Receipt } from '../rules/execute.ts'
import type { Internal, Log } from '../tvm/tvm.ts'
import type { Account, Permission, Resource } from '../state/account.ts'

// The shapes of the node's answers. It leaves out what has its default: 0, false, the empty text.

/** Drops defaults as the node's JSON format does. */
export const compact = (json: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(json).filter(([, value]) => value !== undefined && value !== 0n && value !== 0 && value !== '' && value !== false),
  )

const shown = (address: Address, isVisible: boolean): string => (isVisible ? base58Of(address) : address)

export const blockToJson = (block: Block, isVisible: boolean, withTransactions = true): JsonObject => {
  const { entries } = block
  return {
    blockID: block.id,
    block_header: {
      raw_data: compact({
        number: BigInt(block.number),
        txTrieRoot: block.txTrieRoot,
        witness_address: block.witness === '' ? '' : shown(block.witness, isVisible),
        parentHash: block.parentId,
        version: blockVersion,
        timestamp: BigInt(block.atMs),
      }),
      ...(block.signature === '' ? {} : { witness_signature: block.signature }),
    },
    ...(withTransactions && entries.length > 0
      ? { transactions: entries.map(({ transaction, receipt }) => transactionToJson(transaction, isVisible, receipt.result)) }
      : {}),
  }
}

const logToJson = (log: Log, isVisible: boolean): JsonObject => ({
  address: isVisible ? base58Of(withPrefix(log.address)) : log.address,
  ...(log.topics.length === 0 ? {} : { topics: log.topics }),
  ...(log.data === '' ? {} : { data: log.data }),
})

const internalToJson = (internal: Internal, isVisible: boolean): JsonObject => ({
  hash: internal.hash,
  caller_address: shown(internal.caller, isVisible),
  transferTo_address: shown(internal.to, isVisible),
  callValueInfo: [compact({ callValue: internal.valueSun })],
  note: isVisible ? textOfHex(internal.note) : internal.note,
})

const receiptToJson = (receipt: Receipt): JsonObject =>
  compact({
    energy_usage: receipt.energyUsage,
    energy_fee: receipt.energyFeeSun,
    origin_energy_usage: receipt.originEnergyUsage,
    energy_usage_total: receipt.energyUsageTotal,
    net_usage: receipt.netUsage,
    net_fee: receipt.netFeeSun,
    result: receipt.isMachine ? receipt.result : undefined,
    energy_penalty_total: receipt.energyPenalty,
  })

export const logsToJson = (logs: readonly Log[], isVisible: boolean): Json => logs.map((log) => logToJson(log, isVisible))

export const internalsToJson = (internals: readonly Internal[], isVisible: boolean): Json =>
  internals.map((internal) => internalToJson(internal, isVisible))

/** A TransactionInfo: what a transaction cost and did, once it stands in a block. */
export const infoToJson = ({ transaction, receipt }: Entry, block: Block, isVisible: boolean): JsonObject => {
  const message = receipt.message ?? ''
  return {
    id: transaction.id,
    ...compact({ fee: receipt.feeSun, blockNumber: BigInt(block.number), blockTimeStamp: BigInt(block.atMs) }),
    contractResult: [receipt.returned],
    ...(receipt.contractAddress === undefined ? {} : { contract_address: shown(receipt.contractAddress, isVisible) }),
    receipt: receiptToJson(receipt),
    ...(receipt.logs.length === 0 ? {} : { log: logsToJson(receipt.logs, isVisible) }),
    ...(receipt.result === 'SUCCESS' ? {} : { result: 'FAILED' }),
    ...(message === '' ? {} : { resMessage: isVisible ? textOfHex(message) : message }),
    ...(receipt.internals.length === 0 ? {} : { internal_transactions: internalsToJson(receipt.internals, isVisible) }),
  }
}

export const permissionToJson = (permission: Permission, isVisible: boolean): JsonObject =>
  messageToJson('Permission', {
    ...(permission.type === 'Owner' ? {} : { type: permission.type }),
    ...(permission.id === 0 ? {} : { id: permission.id }),
    permission_name: permission.name,
    threshold: permission.threshold,
    ...(permission.operations === undefined ? {} : { operations: permission.operations }),
    keys: permission.keys.map(({ address, weight }) => ({ address, weight })),
  }, isVisible)

const frozenOf = (account: Account, resource: Resource): JsonObject => {
  const { own } = resource === 'ENERGY' ? account.stakedEnergy : account.stakedBandwidth
  return { ...(resource === 'ENERGY' ? { type: 'ENERGY' } : {}), ...compact({ amount: own }) }
}

export const accountToJson = (account: Account, isVisible: boolean): JsonObject => {
  const { stakedBandwidth, stakedEnergy, activePermissions, ownerPermission } = account
  const assets = Object.entries(account.assets).map(([key, value]) => ({ key, value }))
  return {
    address: shown(account.address, isVisible),
    ...(account.isContract ? { type: 'Contract' } : {}),
    ...compact({
      balance: account.balanceSun,
      create_time: BigInt(account.createdAtMs),
      latest_opration_time: BigInt(account.latestOperationAtMs),
      free_net_usage: account.freeBandwidth.used,
      net_usage: account.bandwidth.used,
      delegated_frozenV2_balance_for_bandwidth: stakedBandwidth.delegated,
      acquired_delegated_frozenV2_balance_for_bandwidth: stakedBandwidth.acquired,
    }),
    net_window_size: 28_800n,
    account_resource: compact({
      energy_usage: account.energy.used,
      energy_window_size: 28_800n,
      delegated_frozenV2_balance_for_energy: stakedEnergy.delegated,
      acquired_delegated_frozenV2_balance_for_energy: stakedEnergy.acquired,
    }),
    ...(ownerPermission === undefined ? {} : { owner_permission: permissionToJson(ownerPermission, isVisible) }),
    ...(activePermissions === undefined
      ? {}
      : { active_permission: activePermissions.map((permission) => permissionToJson(permission, isVisible)) }),
    frozenV2: [frozenOf(account, 'BANDWIDTH'), frozenOf(account, 'ENERGY'), { type: 'TRON_POWER' }],
    ...(account.unfreezing.length === 0
      ? {}
      : {
          unfrozenV2: account.unfreezing.map(({ resource, amountSun, expiresAtMs }) => ({
            ...(resource === 'ENERGY' ? { type: 'ENERGY' } : {}),
            unfreeze_amount: amountSun,
            unfreeze_expire_time: BigInt(expiresAtMs),
          })),
        }),
    ...(assets.length === 0 ? {} : { assetV2: assets }),
  }
}
