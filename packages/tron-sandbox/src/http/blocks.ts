import type { Json } from '../codec/json.ts'
import { transactionToJson } from '../codec/transaction.ts'
import { blockToJson, infoToJson } from './answers.ts'
import { integerParameter, flagOf, textParameter, type Endpoint, type Request } from './request.ts'

const maxRange = 100

const numbered = (request: Request, number: number, withTransactions = true): Json => {
  const block = request.view.blockAt(number)
  return block === undefined ? {} : blockToJson(block, request.isVisible, withTransactions)
}

const range = (request: Request, from: number, to: number): Json => {
  const blocks: Json[] = []
  for (let number = from; number < to; number++) {
    const block = request.view.blockAt(number)
    if (block !== undefined) blocks.push(blockToJson(block, request.isVisible))
  }
  return blocks.length === 0 ? {} : { block: blocks }
}

const getBlock = (request: Request): Json => {
  const which = textParameter(request, 'id_or_num')
  const isDetailed = flagOf(request.body['detail'])
  if (which === '') return numbered(request, request.view.limit, isDetailed)
  if (/^\d+$/.test(which) && which.length < 64) return numbered(request, Number(which), isDetailed)
  const block = request.view.blockOfId(which)
  return block === undefined ? {} : blockToJson(block, request.isVisible, isDetailed)
}

const byRange = (request: Request): Json => {
  const from = Number(integerParameter(request, 'startNum'))
  const to = Number(integerParameter(request, 'endNum'))
  return from >= 0 && to > from && to - from <= maxRange ? range(request, from, to) : {}
}

const latest = (request: Request): Json => {
  const count = Number(integerParameter(request, 'num'))
  if (count <= 0 || count >= maxRange) return {}
  return range(request, Math.max(0, request.view.limit - count + 1), request.view.limit + 1)
}

const byId = (request: Request): Json => {
  const block = request.view.blockOfId(textParameter(request, 'value'))
  return block === undefined ? {} : blockToJson(block, request.isVisible)
}

/** A transaction by its id. The full node shows what is only pending too: seen is not settled. */
const transactionById = (request: Request): Json => {
  const { view, isVisible } = request
  const id = textParameter(request, 'value')
  const place = view.placeOf(id)
  const entry = place?.block.entries[place.index]
  if (entry !== undefined) return transactionToJson(entry.transaction, isVisible, entry.receipt.result)
  const pending = view.isSolidity ? undefined : view.chain.pendingOf(id)
  return pending === undefined ? {} : transactionToJson(pending.transaction, isVisible, pending.receipt?.result)
}

const infoById = (request: Request): Json => {
  const place = request.view.placeOf(textParameter(request, 'value'))
  const entry = place?.block.entries[place.index]
  if (place === undefined || entry === undefined || !request.view.hasInfos(place.block.number)) return {}
  return infoToJson(entry, place.block, request.isVisible)
}

/** Infos of a whole block: an empty list also for a block that is unknown or not yet applied. */
const infosByNumber = (request: Request): Json => {
  const number = Number(integerParameter(request, 'num'))
  if (number <= 0) return {}
  const block = request.view.blockAt(number)
  if (block === undefined || !request.view.hasInfos(number)) return []
  return block.entries.map((entry) => infoToJson(entry, block, request.isVisible))
}

const countByNumber = (request: Request): Json => {
  const block = request.view.blockAt(Number(integerParameter(request, 'num')))
  return { count: block === undefined ? -1n : BigInt(block.entries.length) }
}

export const blockEndpoints: Readonly<Record<string, Endpoint>> = {
  getnowblock: { serves: 'both', answer: (request) => blockToJson(request.view.newest, request.isVisible) },
  getblock: { serves: 'both', answer: getBlock },
  getblockbynum: { serves: 'both', answer: (request) => numbered(request, Number(integerParameter(request, 'num'))) },
  getblockbyid: { serves: 'both', answer: byId },
  getblockbylimitnext: { serves: 'both', answer: byRange },
  getblockbylatestnum: { serves: 'both', answer: latest },
  gettransactionbyid: { serves: 'both', answer: transactionById },
  gettransactioninfobyid: { serves: 'both', answer: infoById },
  gettransactioninfobyblocknum: { serves: 'both', answer: infosByNumber },
  gettransactioncountbyblocknum: { serves: 'both', answer: countByNumber },
  gettransactionfrompending: {
    serves: 'full',
    answer: (request) => {
      const pending = request.view.chain.pendingOf(textParameter(request, 'value'))
      return pending === undefined ? {} : transactionToJson(pending.transaction, request.isVisible)
    },
  },
  gettransactionlistfrompending: {
    serves: 'full',
    answer: ({ view }) => {
      const ids = view.chain.pending.map(({ id }) => id)
      return ids.length === 0 ? {} : { txId: ids }
    },
  },
  getpendingsize: { serves: 'full', answer: ({ view }) => ({ pendingTransactionSize: BigInt(view.chain.pending.length) }) },
}
