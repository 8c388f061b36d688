import { base58Of, withPrefix, type Address } from '../codec/address.ts'
import type { JsonObject } from '../codec/json.ts'
import type { Block, Entry } from '../chain/block.ts'
import { deployedAt } from '../rules/contracts.ts'
import type { Store } from '../state/store.ts'
import { namedLog } from '../tvm/event-abi.ts'
import type { Log } from '../tvm/tvm.ts'
import type { View } from './view.ts'

/** Where a log stands on the chain: block, transaction in it, log in that. */
export type EventPlace = { readonly block: number; readonly transaction: number; readonly log: number }

export type PlacedEvent = { readonly place: EventPlace; readonly json: JsonObject }

export type EventsWanted = {
  readonly fromBlock: number
  readonly toBlock: number
  readonly isRising: boolean
  readonly contract?: Address
  readonly name?: string
  readonly transactionId?: string
  readonly isInTime: (atMs: number) => boolean
  /** What was given last; what follows it is wanted. */
  readonly after?: EventPlace
}

const isBefore = (one: EventPlace, other: EventPlace): boolean =>
  one.block !== other.block
    ? one.block < other.block
    : one.transaction !== other.transaction ? one.transaction < other.transaction : one.log < other.log

const eventJson = (store: Store, solid: number, block: Block, entry: Entry, log: Log, index: number): JsonObject => {
  const contract = withPrefix(log.address)
  const named = namedLog(deployedAt(store, contract)?.abi, log)
  return {
    block_number: BigInt(block.number),
    block_timestamp: BigInt(block.atMs),
    caller_contract_address: base58Of(entry.receipt.contractAddress ?? contract),
    contract_address: base58Of(contract),
    event_index: BigInt(index),
    event_name: named?.name ?? '',
    result: named?.values ?? {},
    result_type: named?.types ?? {},
    event: named?.declaration ?? '',
    transaction_id: entry.transaction.id,
    ...(block.number > solid ? { _unconfirmed: true } : {}),
  }
}

const inOrder = <T>(items: readonly T[], isRising: boolean): readonly (readonly [number, T])[] => {
  const numbered = items.map((item, index) => [index, item] as const)
  return isRising ? numbered : numbered.toReversed()
}

/** Events of the chain in the order that is asked for; as lazily as they are taken. */
export function* eventsOf(view: View, solid: number, wanted: EventsWanted): Generator<PlacedEvent> {
  const { fromBlock, toBlock, isRising, after } = wanted
  const store = view.store()
  const blocks = Math.max(0, toBlock - fromBlock + 1)
  for (let step = 0; step < blocks; step += 1) {
    const block = view.blockAt(isRising ? fromBlock + step : toBlock - step)
    if (block === undefined || !view.hasInfos(block.number) || !wanted.isInTime(block.atMs)) continue
    for (const [transaction, entry] of inOrder(block.entries, isRising)) {
      if (wanted.transactionId !== undefined && entry.transaction.id !== wanted.transactionId) continue
      for (const [index, log] of inOrder(entry.receipt.logs, isRising)) {
        if (wanted.contract !== undefined && withPrefix(log.address) !== wanted.contract) continue
        const place = { block: block.number, transaction, log: index }
        if (after !== undefined && !(isRising ? isBefore(after, place) : isBefore(place, after))) continue
        const json = eventJson(store, solid, block, entry, log, index)
        if (wanted.name === undefined || json['event_name'] === wanted.name) yield { place, json }
      }
    }
  }
}
