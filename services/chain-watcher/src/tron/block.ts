import { NodeFault } from '../chain/node.ts'
import type { ChainBlock, ChainLog, ChainMove, ChainTransaction } from '../domain/block.ts'
import { readHeader } from './header.ts'
import { hex, int64, integer, list, record, type Json } from './json.ts'

/** Kinds whose success only the receipt tells. */
const inVirtualMachine = new Set(['TriggerSmart', 'CreateSmart'])

const prefixedAddress = /^41[0-9a-f]{40}$/

/** 20 bytes in hex; empty for what has no such address. */
const account = (value: unknown): string =>
  typeof value === 'string' && prefixedAddress.test(value) ? value.slice(2) : ''

const trc10 = (id: string): string => `TRC10:${/^\d{1,20}$/.test(id) ? id : '0'}`

const ownMoves = (kind: string, value: Json): readonly ChainMove[] => {
  if (kind !== 'Transfer' && kind !== 'TransferAsset') return []
  const asset = kind === 'Transfer'
    ? 'TRX'
    : trc10(Buffer.from(hex(value['asset_name'] ?? '', 'asset_name'), 'hex').toString())
  return [{
    part: 'native-0', asset, from: account(value['owner_address']), to: account(value['to_address']),
    amountUnits: int64(value['amount'], 'amount'),
  }]
}

const internalMoves = (info: Json): readonly ChainMove[] => {
  const moves: ChainMove[] = []
  let ordinal = 0
  for (const item of list(info['internal_transactions'], 'internal_transactions')) {
    const call = record(item, 'internal transaction')
    for (const entry of list(call['callValueInfo'], 'callValueInfo')) {
      const { tokenId, callValue } = record(entry, 'call value')
      const part = `internal-${ordinal}`
      ordinal += 1
      if (call['rejected'] === true || callValue === undefined) continue
      moves.push({
        part,
        asset: tokenId === undefined || tokenId === '' ? 'TRX' : trc10(String(tokenId)),
        from: account(call['caller_address']), to: account(call['transferTo_address']),
        amountUnits: int64(callValue, 'callValue'),
      })
    }
  }
  return moves
}

const readLog = (value: unknown): ChainLog => {
  const log = record(value, 'log')
  return {
    // Twenty bytes without a prefix here, unlike everywhere else.
    contract: hex(log['address'] ?? '', 'address of a log'),
    topics: list(log['topics'], 'topics').map((topic) => hex(topic, 'topic', 64)),
    data: hex(log['data'] ?? '', 'data of a log'),
  }
}

const succeededIn = (kind: string, tx: Json, info: Json): boolean => {
  const [ret] = list(tx['ret'], 'ret')
  // Very old blocks do not tell it.
  const inBlock = ret === undefined ? undefined : record(ret, 'ret')['contractRet']
  if (!inVirtualMachine.has(kind)) return info['result'] !== 'FAILED' && (inBlock ?? 'SUCCESS') === 'SUCCESS'
  const { result } = record(info['receipt'], 'receipt')
  // The same transaction ends otherwise on another fork: then these two are not of one block.
  if (inBlock !== undefined && inBlock !== result) {
    throw new NodeFault('absent', `a block says ${String(inBlock)} and its receipt ${String(result)}`)
  }
  return info['result'] !== 'FAILED' && result === 'SUCCESS'
}

const readTransaction = (tx: Json, txid: string, info: Json): ChainTransaction => {
  const raw = record(tx['raw_data'], 'raw_data')
  const contract = record(list(raw['contract'], 'contract')[0], 'contract')
  const value = record(record(contract['parameter'], 'parameter')['value'], 'value')
  const kind = String(contract['type'] ?? 'Unknown').replace(/Contract$/, '')
  const succeeded = succeededIn(kind, tx, info)
  return {
    txid, kind, succeeded,
    owner: account(value['owner_address']),
    feeSun: integer(info['fee'], 'fee'),
    logs: succeeded ? list(info['log'], 'log').map(readLog) : [],
    moves: succeeded ? [...ownMoves(kind, value), ...internalMoves(info)] : [],
  }
}

/** Receipts by their transaction, in whatever order the node gave them. */
const receiptsOf = (infos: readonly unknown[]): ReadonlyMap<unknown, Json> =>
  new Map(infos.map((item) => {
    const info = record(item, 'receipt')
    return [info['id'], info]
  }))

/**
 * A block and its receipts, as `getblockbynum` and `gettransactioninfobyblocknum` answer. A node
 * stores a block before its receipts, and answers `[]` for what it does not have: so every
 * transaction must have its receipt, and a block without transactions must say so by its root.
 */
export const readBlock = (number: number, blockJson: unknown, infosJson: unknown): ChainBlock => {
  const header = readHeader(blockJson)
  if (header.number !== number) {
    throw new NodeFault('malformed', `asked for block ${number}, given ${header.number}`)
  }
  const transactions = list(record(blockJson, 'block')['transactions'], 'transactions')
  if (transactions.length === 0 && !header.isEmpty) {
    throw new NodeFault('absent', `block ${number} comes without its transactions`)
  }
  const infos = Array.isArray(infosJson) ? infosJson : []
  if (infos.length !== transactions.length) {
    throw new NodeFault('absent',
      `block ${number} has ${transactions.length} transactions and ${infos.length} receipts`)
  }
  const receipts = receiptsOf(infos)
  return {
    number, hash: header.hash, parent: header.parent, atMs: header.atMs,
    transactions: transactions.map((item) => {
      const tx = record(item, 'transaction')
      const txid = hex(tx['txID'], 'txID', 64)
      const info = receipts.get(txid)
      if (info === undefined) throw new NodeFault('absent', `block ${number}: no receipt of ${txid}`)
      // Between the two calls the node may have changed to another fork of the same height.
      const [ofNumber, ofMs] = [info['blockNumber'], info['blockTimeStamp']]
      if (integer(ofNumber, 'blockNumber') !== number || integer(ofMs, 'blockTimeStamp') !== header.atMs) {
        throw new NodeFault('absent', `the receipt of ${txid} is of another block`)
      }
      return readTransaction(tx, txid, info)
    }),
  }
}
