// How fast full blocks are parsed and matched against a million addresses, and what that takes:
// `node --conditions=source --expose-gc scripts/catch-up.ts` prints one line of JSON.
import { encode, type StoredEvent } from '@stablegate/kernel'
import { FakeChain } from '../src/chain/fake-chain.spec-support.ts'
import { findingsIn } from '../src/domain/matching.ts'
import { watchlistStreams } from '../src/domain/watchlist.ts'
import { decodeAddress, encodeAddress } from '@stablegate/tron'
import { readAnswers } from '../src/tron/http-node.ts'
import { blockJson, infosJson } from '../src/tron/tron-stub.spec-support.ts'
import { AddressSet } from '../src/watching/address-set.ts'
import { Journal } from '../src/watching/journal.ts'
import { account, chainBlocksPerSecond, fullBlocksOf, token } from './full-blocks.ts'

const addresses = 1_000_000
const addressesAList = 500
const distinctBlocks = 8
const rounds = 5
const blocksARound = 400

/** The log of a service that watches a million addresses, made while it is read. */
const streams = watchlistStreams('tron')
const lists = addresses / addressesAList
const listEvent = (list: number, stream: string): StoredEvent => ({
  id: `${list}`, log: 'chain-watcher', position: list + 1, stream, revision: 0, type: 'addresses.watched', version: 1,
  data: encode({
    chain: 'tron', list: `list-${list}`, atMs: 1,
    addresses: Array.from({ length: addressesAList }, (_, n) => encodeAddress(account(list * addressesAList + n))),
  }),
  metadata: '{}',
})
const events = {
  readStream: async (stream: string, from: number, limit = 1_000): Promise<readonly StoredEvent[]> => {
    const shard = streams.indexOf(stream)
    const all = Array.from({ length: lists }, (_, list) => list).filter((list) => list % streams.length === shard)
    return all.slice(from, from + limit).map((list) => listEvent(list, stream))
  },
  readLog: async (): Promise<readonly StoredEvent[]> => [],
  head: async () => ({ incarnation: 'bench', position: lists }),
}

const texts = (): readonly { readonly number: number; readonly block: string; readonly infos: string }[] => {
  const chain = new FakeChain()
  const mine = fullBlocksOf(chain)
  return Array.from({ length: distinctBlocks }, (_, index) => {
    const block = mine(account(index * 1_000))
    return {
      number: block.number, infos: JSON.stringify(infosJson(block)),
      block: JSON.stringify(blockJson(block, chain.witnesses.get(block.hash) ?? '')),
    }
  })
}

const main = async (): Promise<void> => {
  const set = new AddressSet()
  const journal = new Journal({
    chain: 'tron', events,
    addAddress: (address) => {
      const bytes = decodeAddress(address)
      if (bytes !== undefined) set.add(bytes)
      return bytes !== undefined
    },
  })
  const loadStartedAtMs = performance.now()
  await journal.load(0, lists)
  const loadMs = performance.now() - loadStartedAtMs
  const loadedMegabytes = process.memoryUsage.rss() / 1_048_576
  if (set.size !== addresses) throw new Error(`${set.size} addresses of ${addresses}`)
  const blocks = texts()
  const watched = {
    chain: 'tron', tokens: new Set([token]), isOurs: (one: string) => set.has(one), nameOf: encodeAddress,
  } as const
  const perSecond: number[] = []
  const latenciesMs: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const startedAtMs = performance.now()
    for (let n = 0; n < blocksARound; n += 1) {
      const beganAtMs = performance.now()
      const given = blocks[n % blocks.length]
      if (given === undefined) throw new Error('there are blocks')
      const { transfers } = findingsIn(readAnswers(given.number, given.block, given.infos), watched)
      if (transfers.length !== 1) throw new Error(`${transfers.length} transfers found where one is ours`)
      if (round > 0) latenciesMs.push(performance.now() - beganAtMs)
    }
    if (round > 0) perSecond.push(blocksARound / ((performance.now() - startedAtMs) / 1_000))
  }
  const residentMegabytes = process.memoryUsage.rss() / 1_048_576
  const at = (values: readonly number[], share: number): number =>
    values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) * share)] ?? 0
  const blocksPerSecond = at(perSecond, 0.5)
  console.log(JSON.stringify({
    blocksPerSecond, chainBlocksPerSecond, ratio: blocksPerSecond / chainBlocksPerSecond,
    p50Ms: at(latenciesMs, 0.5), p99Ms: at(latenciesMs, 0.99), residentMegabytes,
    blockBytes: (blocks[0]?.block.length ?? 0) + (blocks[0]?.infos.length ?? 0), addresses: set.size, loadMs,
    loadedMegabytes,
    peakMegabytes: process.resourceUsage().maxRSS / 1_024,
  }))
}

await main()
