// How fast full blocks are parsed and matched against a million addresses, and what that takes:
// `node --conditions=source --expose-gc scripts/catch-up.ts` prints one line of JSON.
import { encode, type StoredEvent } from '@stablegate/kernel'
import { FakeChain, tokenCall } from '../src/chain/fake-chain.spec-support.ts'
import type { ChainTransaction } from '../src/domain/block.ts'
import { findingsIn } from '../src/domain/matching.ts'
import { watchlistStreams } from '../src/domain/watchlist.ts'
import { decodeAddress, encodeAddress } from '@stablegate/tron'
import { readAnswers } from '../src/tron/http-node.ts'
import { blockJson, infosJson } from '../src/tron/tron-stub.spec-support.ts'
import { AddressSet } from '../src/watching/address-set.ts'
import { Journal } from '../src/watching/journal.ts'

const addresses = 1_000_000
const addressesAList = 500
const transactionsABlock = 300
const distinctBlocks = 8
const rounds = 5
const blocksARound = 400
/** Main net makes a block in three seconds. */
const chainBlocksPerSecond = 1 / 3

const token = 'a614f803b6fd780986a42c78ec9c7f77e6ded13c'
/** Spread like digests, and known by their number. */
const account = (number: number): string => {
  const words = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1]
  return words.map((word) => (Math.imul(number + 1, word) >>> 0).toString(16).padStart(8, '0')).join('')
}

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

/** Half of a block is transfers of the token, as on main net; one in each block is ours. */
const transaction = (ours: string | undefined, number: number): ChainTransaction => {
  const [from, to] = [account(-2 * number - 2), account(-2 * number - 3)]
  if (number % 2 === 0) return tokenCall(token, [{ from, to: ours ?? to, amount: 5_000_000n }])
  return {
    ...tokenCall(token, []), kind: 'Transfer', owner: from,
    moves: [{ part: 'native-0', asset: 'TRX', from, to, amountUnits: 1_000_000n }],
  }
}

const texts = (): readonly { readonly number: number; readonly block: string; readonly infos: string }[] => {
  const chain = new FakeChain()
  return Array.from({ length: distinctBlocks }, (_, index) => {
    const block = chain.mine(Array.from({ length: transactionsABlock }, (_one, n) =>
      transaction(n === 0 ? account(index * 1_000) : undefined, index * transactionsABlock + n)))
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
